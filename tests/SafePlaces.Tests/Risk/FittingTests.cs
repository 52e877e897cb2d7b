using SafePlaces.Analysis.Fits;
using SafePlaces.Analysis.Risk;
using SafePlaces.Http;
using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

/// <summary>A model fitted to a made-up town, and the way it takes until it is in force.</summary>
public sealed class FittingTests(TestService service) : IClassFixture<TestService>
{
    static readonly FitOptions Year2024 = new(FitTo: new(2024, 12, 31));
    const string Year = "timestamptz '2024-01-10 22:00+01'";
    const string NextYear = "timestamptz '2025-01-10 22:00+01'";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    RiskModels Models => service.Services.GetRequiredService<RiskModels>();

    [Fact]
    public async Task A_fit_is_kept_beside_the_others_and_used_once_it_has_foretold_better()
    {
        await PathTown.Build(service);
        // in the dark some four times as many as elsewhere
        await PathTown.InTheDark(service, 150, Year);
        await PathTown.Evenly(service, 350, Year);
        (await Fit()).Profiles[0].Refusal.ShouldBe(FitRefusal.TooShort);
        await PathTown.Evenly(service, 1, "timestamptz '2022-12-31 22:00+01'");

        var report = await Fit();
        var dark = report.Profiles.Single(one => one.Profile.Id == "perceived-dark");
        dark.Refusal.ShouldBeNull();
        (dark.Events, dark.Cells).ShouldBe((500, 1600));
        var light = dark.Fitted.Single(one => one.Factor.Id == "low-light");
        // 8 of 100 m are dark: 150 + 28 of 500 reports there, 322 on the other 92
        light.Coefficient.ShouldBe(Math.Log(178 / 8.0 / (322 / 92.0)), 0.5);
        light.Coefficient.ShouldBeGreaterThan(light.Factor.LogRrv);
        report.Profiles.Single(one => one.Profile.Id == "perceived-day").Refusal.ShouldBe(FitRefusal.TooFewEvents);
        report.Made.ShouldBe(("boras-default-1-fitted", "1.0.0"));
        var model = await Models.Get("boras-default-1-fitted", "1.0.0", Cancellation);
        FittedDocument.FittedTo(model).ShouldBe(new DateOnly(2024, 12, 31));
        (await Models.InForce(Cancellation)).ShouldBe(RiskModel.Default);

        // the same facts, the same model
        (await Fit()).Made.ShouldBe(report.Made);
        (await Models.All(Cancellation)).Count.ShouldBe(2);

        // untested; tested on the year it knows; no better than the default, which has the dark first too
        (await Refused()).ShouldContain("has no back-test on a year that it was not fitted to");
        await Test(new(2024, 12, 31));
        (await Refused()).ShouldContain("has no back-test on a year that it was not fitted to");
        await PathTown.InTheDark(service, 150, NextYear);
        await Test(new(2025, 12, 31));
        (await Refused()).ShouldContain("default-model at 5 %");

        // as if it had passed
        await using (var connection = await service.Owner.OpenConnectionAsync(Cancellation))
        {
            var tested = await RiskTests.Newest(connection, model, Cancellation);
            await RiskTests.Keep(
                connection,
                [tested.Single(one => one.Profile == "perceived-dark").Report with { Unbeaten = [] }],
                TimeProvider.System.GetUtcNow(),
                Cancellation
            );
        }
        await Models.Use(model.Name, model.Version, "test", Cancellation);
        (await Models.InForce(Cancellation)).ShouldBe(model);

        // other facts, another version
        await PathTown.InTheDark(service, 40, Year);
        (
            await service
                .Services.GetRequiredService<Fitting>()
                .Run(Year2024 with { Model = ("boras-default-1", "1.0.0") }, "test", (_, _) => { }, Cancellation)
        ).Made.ShouldBe(("boras-default-1-fitted", "1.1.0"));
    }

    [Fact]
    public async Task A_year_that_is_not_over_is_refused() =>
        (
            await Should.ThrowAsync<ProblemException>(() =>
                service
                    .Services.GetRequiredService<Fitting>()
                    .Run(new(new(2199, 1, 1)), "test", (_, _) => { }, Cancellation)
            )
        ).Field.ShouldBe("fit-to");

    Task<FitReport> Fit() =>
        service.Services.GetRequiredService<Fitting>().Run(Year2024, "test", (_, _) => { }, Cancellation);

    Task Test(DateOnly to) =>
        service
            .Services.GetRequiredService<BackTests>()
            .Run(new(TestTo: to, Model: ("boras-default-1-fitted", "1.0.0")), (_, _) => { }, Cancellation);

    async Task<string> Refused()
    {
        var refused = await Should.ThrowAsync<ProblemException>(() =>
            Models.Use("boras-default-1-fitted", "1.0.0", "test", Cancellation)
        );
        (refused.Status, refused.Cure.Contains("risk backtest", StringComparison.Ordinal)).ShouldBe((422, true));
        return refused.Title;
    }
}
