using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NetTopologySuite.Geometries;
using Npgsql;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;

namespace SafePlaces.Data;

/// <summary>The tables that are written, as entities. The schema itself is made by the SQL files of <see cref="Schema"/>.</summary>
public sealed class SafePlacesDb(DbContextOptions<SafePlacesDb> options) : DbContext(options)
{
    public DbSet<UnsafeSpot> UnsafeSpots => Set<UnsafeSpot>();
    public DbSet<HeldReport> HeldReports => Set<HeldReport>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Assessment> Assessments => Set<Assessment>();

    /// <summary>A unit of work on connections of one source: as the owner, or as the caller's role.</summary>
    public static SafePlacesDb On(NpgsqlDataSource source, params IInterceptor[] interceptors) =>
        new(
            new DbContextOptionsBuilder<SafePlacesDb>()
                .UseNpgsql(source, npgsql => npgsql.UseNetTopologySuite())
                .AddInterceptors(interceptors)
                .Options
        );

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.HasDefaultSchema("safeplaces");
        foreach (var layer in Layer.Written)
        {
            var entity = model.Entity(layer.Entity).ToTable(layer.Table);
            entity.HasIndex(nameof(Feature.Source), nameof(Feature.SourceId)).IsUnique();
            // the database's own, and not read back
            foreach (var name in (string[])[nameof(Feature.CreatedAt), nameof(Feature.UpdatedAt)])
            {
                var property = entity.Property(name).ValueGeneratedNever().Metadata;
                property.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
                property.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
            }
        }
        model
            .Entity<UnsafeSpot>()
            .HasOne(spot => spot.Text)
            .WithOne()
            .HasForeignKey<UnsafeSpotText>(text => text.UnsafeSpotId);
        model.Entity<UnsafeSpotText>().ToTable("unsafe_spot_texts").HasKey(text => text.UnsafeSpotId);
        model.Entity<HeldReport>().ToTable("held_reports");
        model.Entity<AccessToken>().ToTable("access_tokens");
        model.Entity<Organisation>().ToTable("organisations");
        model.Entity<Assessment>().ToTable("assessments");

        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            Map(property);
    }

    static void Map(IMutableProperty property)
    {
        property.SetColumnName(SnakeCase(property.Name));
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (typeof(Geometry).IsAssignableFrom(type))
            property.SetColumnType($"geometry({type.Name},3006)");
        if (type.IsEnum)
            property.SetValueConverter(
                (ValueConverter)Activator.CreateInstance(typeof(CodeConverter<>).MakeGenericType(type))!
            );
    }

    static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    sealed class CodeConverter<T>()
        : ValueConverter<T, string>(value => Code.Of(value), code => Code.Find<T>(code)!.Value)
        where T : struct, Enum;
}
