using System.CommandLine;
using System.Globalization;
using SafePlaces.Data;

namespace SafePlaces.Access;

/// <summary><c>safeplaces token create | list | revoke</c>.</summary>
static class TokenCommand
{
    public static Command Build(Func<IServiceProvider> services) =>
        new("token", "Personal tokens for QGIS, scripts and the page.")
        {
            Create(services),
            List(services),
            Revoke(services),
        };

    static Command Create(Func<IServiceProvider> services)
    {
        var role = new Option<Role?>("--role") { Description = "partner, planner, officer or admin" };
        var name = new Option<string?>("--name") { Description = "whose it is and for what: \"QGIS Anna\"" };
        var holder = new Option<string?>("--holder")
        {
            Description =
                "for whom, by an identifier that stays, such as anna@boras.se; whoever has it owns the same jobs",
        };
        var organisation = new Option<string?>("--organisation")
        {
            Description =
                "whom a partner works for; partners of one organisation see each other's assessments and jobs",
        };
        var renews = new Option<Guid?>("--renews")
        {
            Description =
                "id of a token: same role, holder and organisation; the old one stays valid until it is revoked",
        };
        var days = new Option<int>("--days") { Description = "how long it is valid", DefaultValueFactory = _ => 90 };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3650)
                result.AddError("--days lies between 1 and 3650");
        });
        foreach (var text in (Option<string?>[])[name, holder, organisation])
            text.Validators.Add(result =>
            {
                if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                    result.AddError($"{text.Name} is empty");
            });
        var create = new Command("create", "Make a personal token and print it, once.")
        {
            role,
            name,
            holder,
            organisation,
            renews,
            days,
        };
        create.Validators.Add(result =>
        {
            if (result.GetValue(renews) is not null)
            {
                if (
                    result.GetValue(role) is not null
                    || result.GetValue(holder) is not null
                    || result.GetValue(organisation) is not null
                )
                    result.AddError("--renews takes role, holder and organisation from the old token: leave them out");
                return;
            }
            if (result.GetValue(role) is not { } wanted)
                result.AddError("--role is needed: partner, planner, officer or admin");
            else if (wanted == Role.Partner && result.GetValue(organisation) is null)
                result.AddError("a partner works for somebody: --organisation NAME");
            else if (wanted != Role.Partner && result.GetValue(organisation) is not null)
                result.AddError("only partners have an --organisation");
            if (result.GetValue(name) is null)
                result.AddError("--name says whose token it is");
        });
        create.SetAction(
            async (parsed, _) =>
            {
                var tokens = services().GetRequiredService<Tokens>();
                var lifetime = TimeSpan.FromDays(parsed.GetValue(days));
                var made = parsed.GetValue(renews) is { } old
                    ? await tokens.Renew(old, parsed.GetValue(name), lifetime)
                    : await tokens.Create(
                        parsed.GetValue(role)!.Value,
                        parsed.GetValue(name)!,
                        lifetime,
                        parsed.GetValue(holder),
                        parsed.GetValue(organisation)
                    );
                if (made is null)
                    return await NoSuchToken();
                Console.WriteLine(made.Secret);
                if (made.IsNewOrganisation)
                    await Console.Error.WriteLineAsync(
                        $"There was no organisation '{parsed.GetValue(organisation)}': made."
                    );
                var token = made.Token;
                await Console.Error.WriteLineAsync(
                    $"Token for {token.Name}, role {token.Role.Code()}, holder {token.Holder}, valid to {token.ExpiresAt:yyyy-MM-dd}. It is shown only now. Id: {token.Id}"
                );
                return 0;
            }
        );
        return create;
    }

    static Command List(Func<IServiceProvider> services)
    {
        var list = new Command("list", "List the tokens, without their secrets.");
        list.SetAction(
            async (_, _) =>
            {
                foreach (var (token, organisation) in await services().GetRequiredService<Tokens>().All())
                {
                    var state = token.RevokedAt is { } at
                        ? $"revoked {at:yyyy-MM-dd}"
                        : $"to {token.ExpiresAt:yyyy-MM-dd}";
                    var use = token.LastUsedAt is { } last ? $"used {last:yyyy-MM-dd HH:mm}" : "never used";
                    var owner = organisation is null ? token.Holder : $"{token.Holder}, {organisation}";
                    Console.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{token.Id}  {token.Role.Code(), -8}  {state, -18}  {use, -21}  {token.Name} ({owner})"
                        )
                    );
                }
                return 0;
            }
        );
        return list;
    }

    static Command Revoke(Func<IServiceProvider> services)
    {
        var id = new Argument<Guid>("id");
        var revoke = new Command("revoke", "Revoke a token, at once, and the sessions that began with it.") { id };
        revoke.SetAction(
            async (parsed, _) =>
                await services().GetRequiredService<Tokens>().Revoke(parsed.GetValue(id)) ? 0 : await NoSuchToken()
        );
        return revoke;
    }

    static async Task<int> NoSuchToken()
    {
        await Console.Error.WriteLineAsync("There is no token with this id: safeplaces token list.");
        return 1;
    }
}
