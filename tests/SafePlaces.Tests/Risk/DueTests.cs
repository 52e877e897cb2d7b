using Microsoft.Extensions.Logging.Abstractions;
using SafePlaces.Analysis.Hours;
using SafePlaces.Analysis.Risk;
using SafePlaces.Data;
using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

/// <summary>When a model is tested, and that its index is shown once it holds.</summary>
public sealed class DueTests(TestService service) : IClassFixture<TestService>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_in_force_is_tested_when_its_test_is_missing_or_old()
    {
        await PathTown.Build(service);
        // on a day of which the twelve months before are known
        var clock = new SetClock(SwedishTime.Noon(new(2025, 1, 15)));
        (await Tests().RunIfDue(Cancellation)).ShouldBeTrue();
        (await Verdict()).ShouldBe("too-few-events");
        (await Tests().RunIfDue(Cancellation)).ShouldBeFalse();

        await PathTown.InTheDark(service, 140, "timestamptz '2024-01-10 22:00+01'");
        (await Tests().RunIfDue(Cancellation)).ShouldBeFalse("the same day");
        clock.Now = clock.Now.AddDays(1);
        (await Tests().RunIfDue(Cancellation)).ShouldBeTrue("too few are asked anew every day");
        (await Verdict()).ShouldBe("holds");

        var later = Tests();
        clock.Now = clock.Now.AddDays(6);
        (await later.RunIfDue(Cancellation)).ShouldBeFalse("six days old");
        clock.Now = clock.Now.AddDays(1);
        (await later.RunIfDue(Cancellation)).ShouldBeTrue("seven days old");
        (await later.RunIfDue(Cancellation)).ShouldBeFalse();

        // a quarter and a year long ago are kept, but do not hold
        await later.Run(new(new(2024, 3, 31), new(2024, 6, 30)), (_, _) => { }, Cancellation);
        await later.Run(new(TestTo: new(2022, 12, 31)), (_, _) => { }, Cancellation);
        (await Verdict()).ShouldBe("holds");

        await service.Services.GetRequiredService<DerivedLayers>().Everything(false, Cancellation);
        (await Levels("dark")).ShouldNotContain("withheld");
        (await Levels("day")).ShouldBe(["withheld"]);

        BackTests Tests() =>
            new(
                service.Services.GetRequiredService<Databases>(),
                service.Services.GetRequiredService<PastReader>(),
                service.Services.GetRequiredService<RiskModels>(),
                service.Services.GetRequiredService<Background>(),
                clock,
                NullLogger<BackTests>.Instance
            );
    }

    Task<string> Verdict() =>
        service.Scalar<string>(
            $"select verdict from ({Sql.File(typeof(RiskTest), "newest-tests.sql").Replace("$1", "'boras-default-1'", StringComparison.Ordinal).Replace("$2", "'1.0.0'", StringComparison.Ordinal)}) newest where profile = 'perceived-dark'"
        );

    Task<string[]> Levels(string light) =>
        service.Scalar<string[]>($"select array_agg(distinct {light}_level) from gis.walk_stretches");

    sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
    }
}
