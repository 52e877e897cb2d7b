using Microsoft.EntityFrameworkCore;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Data.Layers;

namespace SafePlaces.Tests.Storage;

/// <summary>The entities and the SQL migrations say the same: held together here, since no snapshot does.</summary>
public sealed class ModelTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Every_property_is_a_column_of_its_type()
    {
        await using var db = SafePlacesDb.On(service.Owner);
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var columns = new Dictionary<string, (string Type, bool Nullable)>();
            await using var command = service.Owner.CreateCommand(
                """
                select attname, format_type(atttypid, atttypmod), not attnotnull from pg_attribute
                where attrelid = ('safeplaces.' || $1)::regclass and attnum > 0 and not attisdropped
                """
            );
            command.Parameters.Add(new() { Value = entity.GetTableName()! });
            await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await row.ReadAsync(TestContext.Current.CancellationToken))
                columns[row.GetString(0)] = (row.GetString(1), row.GetBoolean(2));

            var properties = entity.GetProperties().ToDictionary(property => property.GetColumnName());
            properties.Keys.Order().ShouldBe(columns.Keys.Order(), entity.Name);
            foreach (var (name, property) in properties)
            {
                var says = $"{entity.ShortName()}.{property.Name}";
                columns[name].Type.ShouldBe(property.GetColumnType(), says, StringCompareShould.IgnoreCase);
                columns[name].Nullable.ShouldBe(property.IsNullable, says);
            }
        }
    }

    [Fact]
    public async Task Every_code_list_is_the_check_of_its_column()
    {
        await using var db = SafePlacesDb.On(service.Owner);
        var lists = 0;
        foreach (var property in db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (!type.IsEnum)
                continue;
            lists++;
            var table = property.DeclaringType.GetTableName();
            var check = await service.Scalar<string>(
                $"""
                select pg_get_constraintdef(oid) from pg_constraint where contype = 'c' and conrelid = 'safeplaces.{table}'::regclass
                  and conname = '{table}_{property.GetColumnName()}_check'
                """
            );
            var expected =
                type == typeof(Role) ? Enum.GetNames(type).Select(name => name.ToLowerInvariant()) : Code.All(type);
            var inDatabase = System
                .Text.RegularExpressions.Regex.Matches(check, "'([^']+)'::text")
                .Select(match => match.Groups[1].Value);
            inDatabase.Order().ShouldBe(expected.Order(), $"{table}.{property.GetColumnName()}");
        }
        lists.ShouldBeGreaterThan(10);
    }
}
