using Npgsql;
using SafePlaces.Storage;

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

    [Theory]
    [InlineData("postgresql://localhost/db?nonsense=1")]
    [InlineData("postgresql://localhost/db?sslmode=maybe")]
    [InlineData("postgresql://a,b/db")]
    [InlineData("Hos=localhost")]
    [InlineData("Database=db")]
    public void What_cannot_be_read_is_refused_in_words(string text) =>
        Should.Throw<SettingException>(() => Databases.ConnectionString(text)).Message.ShouldStartWith("SAFEPLACES_DB");
}
