using Npgsql;
using SafePlaces.Data;

namespace SafePlaces.Tests.Storage;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("postgresql://%C3%A5sa:p%40ss@db.example:6432/safe%20places?sslmode=verify-full")]
    [InlineData("Host=db.example;Port=6432;Username=åsa;Password=p@ss;Database=safe places;SSL Mode=VerifyFull")]
    public void Both_forms_say_the_same(string text)
    {
        var settings = Databases.ConnectionString(text);
        settings.Host.ShouldBe("db.example");
        settings.Port.ShouldBe(6432);
        settings.Username.ShouldBe("åsa");
        settings.Password.ShouldBe("p@ss");
        settings.Database.ShouldBe("safe places");
        settings.SslMode.ShouldBe(SslMode.VerifyFull);
    }

    /// <summary>Of several hosts the one that takes writes: a standby would answer with yesterday's rows.</summary>
    [Theory]
    [InlineData("postgresql://safeplaces_owner:p%40ss@one.example:6432,two.example/db")]
    [InlineData("postgres://safeplaces_owner:p%40ss@one.example:6432,two.example/db?target_session_attrs=primary")]
    [InlineData("Host=one.example:6432,two.example;Username=safeplaces_owner;Password=p@ss;Database=db")]
    public void Several_hosts_mean_the_one_that_takes_writes(string text)
    {
        var settings = Databases.ConnectionString(text);
        settings.Host.ShouldBe("one.example:6432,two.example");
        settings.Username.ShouldBe("safeplaces_owner");
        settings.Password.ShouldBe("p@ss");
        settings.Database.ShouldBe("db");
        settings.TargetSessionAttributes.ShouldBe("primary");
        using var source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        source.ShouldBeOfType<NpgsqlMultiHostDataSource>();
    }

    [Theory]
    [InlineData("postgresql://localhost/db?nonsense=1")]
    [InlineData("postgresql://localhost/db?sslmode=maybe")]
    [InlineData("postgresql://a,b/db?target_session_attrs=prefer-standby")]
    [InlineData("postgresql://a,b/db?target_session_attrs=any")]
    [InlineData("Host=a,b;Database=db;Target Session Attributes=standby")]
    [InlineData("Host=a;Database=db;Target Session Attributes=prefer-primary")]
    [InlineData("Host=a,b;Database=db;Load Balance Hosts=true")]
    [InlineData("Hos=localhost")]
    [InlineData("Database=db")]
    public void What_cannot_be_read_is_refused_in_words(string text) =>
        Should.Throw<SettingException>(() => Databases.ConnectionString(text)).Message.ShouldStartWith("SAFEPLACES_DB");
}
