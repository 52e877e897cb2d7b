# SafePlaces as an image: docker build -t safeplaces .
FROM node:20-bookworm-slim AS page
WORKDIR /source/src/SafePlaces.Web
COPY src/SafePlaces.Web/package.json src/SafePlaces.Web/package-lock.json src/SafePlaces.Web/.npmrc ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY src/SafePlaces.Web/ ./
RUN npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS service
WORKDIR /source
COPY global.json .editorconfig BannedSymbols.txt *.props ./
COPY src/SafePlaces.Analysis/ src/SafePlaces.Analysis/
COPY src/SafePlaces.Formats/ src/SafePlaces.Formats/
COPY src/SafePlaces.Data/ src/SafePlaces.Data/
COPY src/SafePlaces/ src/SafePlaces/
COPY data/ data/
COPY --from=page /source/src/SafePlaces.Web/dist/ src/SafePlaces.Web/dist/
RUN dotnet publish src/SafePlaces --configuration Release --output /app

# .NET 10 has no Debian images; Ubuntu's packages have the same names.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap curl gdal-bin librsvg2-bin fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=service /app/ ./
COPY data/ data/
RUN mkdir /logins && chown $APP_UID /logins
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["dotnet", "SafePlaces.dll"]
CMD ["serve", "--urls", "http://0.0.0.0:8080"]
