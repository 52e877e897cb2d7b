using System.CommandLine;
using System.Globalization;
using SafePlaces.Storage;

namespace SafePlaces.Access;

/// <summary><c>safeplaces token create | list | revoke</c>.</summary>
static class TokenCommand
{
    public static Command Build(Func<IServiceProvider> services)
    {
        var role = new Option<Role>("--role") { Description = "partner, planner, officer or admin", Required = true };
        var name = new Option<string>("--name")
        {
            Description = "whose it is and for what: \"QGIS Anna\"",
            Required = true,
        };
        var days = new Option<int>("--days") { Description = "how long it is valid", DefaultValueFactory = _ => 365 };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3650)
                result.AddError("--days lies between 1 and 3650");
        });
        name.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                result.AddError("--name says whose token it is");
        });
        var create = new Command("create", "Make a personal token and print it, once.") { role, name, days };
        create.SetAction(
            async (parsed, _) =>
            {
                var lifetime = TimeSpan.FromDays(parsed.GetValue(days));
                var (token, secret) = await services()
                    .GetRequiredService<Tokens>()
                    .Create(parsed.GetValue(role), parsed.GetValue(name)!, lifetime);
                Console.WriteLine(secret);
                await Console.Error.WriteLineAsync(
                    $"Token for {token.Name}, role {token.Role.Code()}, valid to {token.ExpiresAt:yyyy-MM-dd}. It is shown only now. Id: {token.Id}"
                );
                return 0;
            }
        );

        var list = new Command("list", "List the tokens, without their secrets.");
        list.SetAction(
            async (_, _) =>
            {
                foreach (var token in await services().GetRequiredService<Tokens>().All())
                {
                    var state = token.RevokedAt is { } at
                        ? $"revoked {at:yyyy-MM-dd}"
                        : $"to {token.ExpiresAt:yyyy-MM-dd}";
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{token.Id}  {token.Role.Code(), -8}  {state, -18}  {token.Name}"
                        )
                    );
                }
                return 0;
            }
        );

        var id = new Argument<Guid>("id");
        var revoke = new Command("revoke", "Revoke a token, at once.") { id };
        revoke.SetAction(
            async (parsed, _) =>
            {
                if (await services().GetRequiredService<Tokens>().Revoke(parsed.GetValue(id)))
                    return 0;
                await Console.Error.WriteLineAsync("There is no token with this id: safeplaces token list.");
                return 1;
            }
        );
        return new Command("token", "Personal tokens for QGIS, scripts and the page.") { create, list, revoke };
    }
}
