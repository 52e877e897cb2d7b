# shellcheck shell=bash disable=SC2034,SC2154 # parts of ./safeplaces, which sources them
# What ./safeplaces says of itself.

help() {
  case ${1:-} in
    up) cat <<'TEXT' ;;
./safeplaces up [--port N] [--no-demo] [--no-install]

From nothing to a running service: installs what is missing (Debian, Ubuntu), builds, makes and starts
a private PostGIS, brings its schema up to date, loads the demo city and starts the service.
Run again, it restarts the service only when the build, the port or the database has changed.

  --port N      listen on 127.0.0.1:N (default 8080)
  --no-demo     leave the database without the demo city
  --no-install  install nothing; say what to run instead
TEXT
    test) cat <<'TEXT' ;;
./safeplaces test [PROJECT…] [--filter EXPRESSION] [--long] [--no-install]

Builds everything with warnings as errors, checks the formatting and runs every test against a
throw-away PostGIS and a real Chromium. Ends with a line "N passed, N failed".

  PROJECT…             only these: Analysis, Service, Browser
  --filter EXPRESSION  passed on to dotnet test, e.g. --filter FullyQualifiedName~Heatmaps
  --long               soaks, kill -9 series, hostile requests and false-positive runs at full length, with
                       their figures; without it each runs as a short sample with a fixed seed
  CHROMIUM=PATH        the browser to use
  SAFEPLACES_REALDATA  folder of real data sets (default ../shared/realdata, if there)
TEXT
    stop) printf '%s\n' './safeplaces stop' '' 'Stops the service, then the private PostGIS. Keeps all data.' ;;
    psql) printf '%s\n' './safeplaces psql [ARGUMENT…]' '' 'psql on the database, as the superuser of the private PostGIS: ./safeplaces psql -c "select count(*) from gis.lighting"' ;;
    import) printf '%s\n' './safeplaces import FILE --layer LAYER [OPTION…]' '' \
      'Reads a file of any format GDAL knows into a layer: ./safeplaces import lamps.gpkg --layer lighting' ;;
    heatmap) cat <<'TEXT' ;;
./safeplaces heatmap [--area AREA] [--since DAY] [--until DAY] [OPTION…] -o FILE

Where reports lie dense, as a picture to print (.png), a GeoTIFF in EPSG:3006 (.tif), .json, or cells as .geojson or .gpkg:
./safeplaces heatmap --area Norrby --since 2025-01-01 --dark -o norrby.png

  --area AREA        name of a focus area; collection/id of an area; west,south,east,north in degrees; or a GeoJSON file
  --since, --until   first and last day, as 2025-01-31
  --compare-since, --compare-until   days of an earlier period: shows the change since then
  --periods A/B,…    several periods, one map each on one scale
  --dark, --light    only what was seen after dark, or in daylight
  --hours 18-02      time of day by the clock in Sweden
  --layer LAYER      a layer of points (default unsafe-spots)
  --filter …         only these: category=lighting via=police, or CQL2: "severity >= 3"
  --per LAYER        reports per km of walk-routes, or per feature of another layer
  --bandwidth M      radius within which a report counts, metres (default 200)
  --cell M           side of a cell, metres (default: at most 512 cells to a side)
  --weight WEIGHT    what a report counts: none, severity or decayed (--half-life-days, --status-weights)
  --chance 0         do not try against chance
  --contours         lines of equal density instead of cells
  --lang sv|en       language of the picture (default sv)
TEXT
    risk) cat <<'TEXT' ;;
./safeplaces risk rebuild | backtest | fit | models | add FILE | use NAME VERSION

The layers of risk, and the models they are made with:

  rebuild    compute the light, gaps, cells and hot spots of the whole municipality anew
  backtest   hold the map of a year ago against the reports since: --train-to DAY, --test-to DAY, --model NAME VERSION, --lang sv|en
  fit        fit the model to a year of your own reports, beside the shipped one
  models     list the models; * is in force
  add FILE   check a document and keep it as a model
  use        put a model in force
TEXT
    token) cat <<'TEXT' ;;
./safeplaces token create --role ROLE --name NAME [--holder WHO] [--organisation NAME] [--days DAYS]
./safeplaces token create --renews ID
./safeplaces token list
./safeplaces token revoke ID

Access for people and programs, for 90 days unless told otherwise. Roles: partner, planner, officer, admin.

  --holder WHO         for whom, by what stays when the token is renewed, such as anna@boras.se: jobs belong to the holder
  --organisation NAME  whom a partner works for (needed for partners): colleagues share assessments and jobs
  --renews ID          a new token for the same holder; revoke the old one when the new one is in use
TEXT
    doctor) printf '%s\n' './safeplaces doctor' '' 'What SafePlaces needs, what is missing and the cure. Changes nothing; exits with 1 if something is missing.' ;;
    *) cat <<'TEXT' ;;
SafePlaces: safer places from open maps, reports and light.

./safeplaces COMMAND [OPTION…]        ./safeplaces COMMAND --help says more

  up                     everything from nothing to a running service with the demo city
  stop                   stop the service and its private PostGIS; data is kept
  test                   build, check the formatting, run every test
  psql                   psql on the database
  import FILE --layer L  read a file into a layer
  heatmap -o FILE        a heatmap of an area and a time, as a picture, GeoTIFF, JSON or cells
  risk                   rebuild the layers of risk, test the map against what came after, fit and choose models
  release QUARTER        show everybody the protected counts of a quarter
  token                  create, list and revoke access tokens
  doctor                 what is missing, and the cure
  …                      any other command is the service's own, run on the same database

  --no-install           before or after up and test: install nothing, say what to run
  SAFEPLACES_DB          a connection string (postgres://… or Host=…;Database=…) of a PostGIS of your own,
                         instead of the private one in .safeplaces/
TEXT
  esac
}
