using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;

namespace SafePlaces.Storage.Geometries;

/// <summary>Tells EF Core that a property of a NetTopologySuite class is a column of type <c>geometry(…)</c>.</summary>
sealed class GeometryTypeMappingPlugin : IRelationalTypeMappingSourcePlugin
{
    public RelationalTypeMapping? FindMapping(in RelationalTypeMappingInfo mappingInfo)
    {
        var type = mappingInfo.ClrType;
        var named = mappingInfo.StoreTypeNameBase == "geometry";
        if (type is null ? !named : !typeof(Geometry).IsAssignableFrom(type))
            return null;
        return (RelationalTypeMapping)
            Activator.CreateInstance(
                typeof(GeometryTypeMapping<>).MakeGenericType(type ?? typeof(Geometry)),
                mappingInfo.StoreTypeName ?? "geometry"
            )!;
    }

    sealed class GeometryTypeMapping<T> : RelationalTypeMapping
        where T : Geometry
    {
        public GeometryTypeMapping(string storeType)
            : base(
                new RelationalTypeMappingParameters(
                    new CoreTypeMappingParameters(
                        typeof(T),
                        // the same coordinates in the same order: cheap, and a collection compares as well
                        comparer: new ValueComparer<T>(
                            (a, b) => a == null ? b == null : b != null && a.EqualsExact(b),
                            g => g.GetHashCode(),
                            g => (T)g.Copy()
                        )
                    ),
                    storeType
                )
            ) { }

        GeometryTypeMapping(RelationalTypeMappingParameters parameters)
            : base(parameters) { }

        protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) =>
            new GeometryTypeMapping<T>(parameters);

        protected override void ConfigureParameter(DbParameter parameter) =>
            ((NpgsqlParameter)parameter).DataTypeName = "geometry";

        protected override string GenerateNonNullSqlLiteral(object value) =>
            $"geometry '\\x{Convert.ToHexString(new WKBWriter(ByteOrder.LittleEndian, true).Write((Geometry)value))}'";

        public override Expression GenerateCodeLiteral(object value) =>
            throw new NotSupportedException("a geometry is never part of the compiled model");
    }
}
