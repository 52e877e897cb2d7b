#pragma warning disable NPG9001 // the same seam the plugin package uses
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace SafePlaces.Storage.Geometries;

/// <summary>Maps the PostgreSQL type <c>geometry</c> to the classes of NetTopologySuite, over EWKB with its SRID.</summary>
sealed class GeometryResolverFactory : PgTypeInfoResolverFactory
{
    public override IPgTypeInfoResolver CreateResolver() => new Resolver();

    public override IPgTypeInfoResolver? CreateArrayResolver() => null;

    sealed class Resolver : IPgTypeInfoResolver
    {
        readonly TypeInfoMappingCollection mappings = Mappings();

        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options) =>
            mappings.Find(type, dataTypeName, options);

        static TypeInfoMappingCollection Mappings()
        {
            var all = new TypeInfoMappingCollection();
            Add<Geometry>(all, MatchRequirement.DataTypeName);
            Add<Point>(all, MatchRequirement.Single);
            Add<LineString>(all, MatchRequirement.Single);
            Add<Polygon>(all, MatchRequirement.Single);
            Add<MultiPoint>(all, MatchRequirement.Single);
            Add<MultiLineString>(all, MatchRequirement.Single);
            Add<MultiPolygon>(all, MatchRequirement.Single);
            Add<GeometryCollection>(all, MatchRequirement.Single);
            return all;
        }

        static void Add<T>(TypeInfoMappingCollection all, MatchRequirement requirement)
            where T : Geometry =>
            all.AddType<T>(
                "geometry",
                static (options, mapping, _) => mapping.CreateInfo(options, new GeometryConverter<T>()),
                requirement
            );
    }

    sealed class GeometryConverter<T> : PgStreamingConverter<T>
        where T : Geometry
    {
        static readonly WKBWriter Writer = new(ByteOrder.LittleEndian, handleSRID: true);

        public override T Read(PgReader reader)
        {
            using var stream = reader.GetStream();
            return (T)new WKBReader { HandleSRID = true }.Read(stream);
        }

        public override async ValueTask<T> ReadAsync(PgReader reader, CancellationToken cancellationToken = default)
        {
            var bytes = await reader.ReadBytesAsync(reader.CurrentRemaining, cancellationToken);
            return (T)new WKBReader { HandleSRID = true }.Read(System.Buffers.BuffersExtensions.ToArray(bytes));
        }

        public override Size GetSize(SizeContext context, T value, ref object? writeState)
        {
            var bytes = Writer.Write(value);
            writeState = bytes;
            return bytes.Length;
        }

        public override void Write(PgWriter writer, T value) => writer.WriteBytes(Bytes(writer));

        public override ValueTask WriteAsync(PgWriter writer, T value, CancellationToken cancellationToken = default) =>
            writer.WriteBytesAsync(Bytes(writer), cancellationToken);

        static byte[] Bytes(PgWriter writer) => (byte[])writer.Current.WriteState!;
    }
}
