using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace SafePlaces.Storage.Geometries;

/// <summary>
/// PostGIS geometries as NetTopologySuite values, in parameters, results, COPY and entities. The names are those of the
/// Npgsql plugin packages: the day these can be used, this folder goes.
/// </summary>
static class NetTopologySuiteExtensions
{
    /// <summary>Lets connections of this source read and write <c>geometry</c> as NetTopologySuite values.</summary>
    public static NpgsqlDataSourceBuilder UseNetTopologySuite(this NpgsqlDataSourceBuilder builder)
    {
#pragma warning disable NPG9001 // the same seam the plugin package uses
        builder.AddTypeInfoResolverFactory(new GeometryResolverFactory());
#pragma warning restore NPG9001
        return builder;
    }

    /// <summary>Lets entities hold NetTopologySuite values in columns of type <c>geometry(…)</c>.</summary>
    public static NpgsqlDbContextOptionsBuilder UseNetTopologySuite(this NpgsqlDbContextOptionsBuilder options)
    {
        var core = ((IRelationalDbContextOptionsBuilderInfrastructure)options).OptionsBuilder;
        ((IDbContextOptionsBuilderInfrastructure)core).AddOrUpdateExtension(new GeometryOptions());
        return options;
    }

    sealed class GeometryOptions : IDbContextOptionsExtension
    {
        public DbContextOptionsExtensionInfo Info => new GeometryOptionsInfo(this);

        public void ApplyServices(IServiceCollection services) =>
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IRelationalTypeMappingSourcePlugin, GeometryTypeMappingPlugin>()
            );

        public void Validate(IDbContextOptions options) { }

        sealed class GeometryOptionsInfo(IDbContextOptionsExtension extension)
            : DbContextOptionsExtensionInfo(extension)
        {
            public override bool IsDatabaseProvider => false;
            public override string LogFragment => "using NetTopologySuite ";

            public override int GetServiceProviderHashCode() => 0;

            public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) =>
                other is GeometryOptionsInfo;

            public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) { }
        }
    }
}
