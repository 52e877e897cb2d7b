using SafePlaces.Analysis.Backtests;
using SafePlaces.Analysis.Risk;
using SafePlaces.Http;
using SafePlaces.Risk;

namespace SafePlaces.Tests.Risk;

public sealed class BackTestDatesTests
{
    static readonly DateOnly Today = new(2026, 11, 27);

    [Theory]
    [InlineData(null, null, "2025-10-31", "2026-10-31")]
    [InlineData(null, "2026-11-26", "2025-11-26", "2026-11-26")]
    [InlineData("2024-02-29", null, "2024-02-29", "2025-02-28")]
    [InlineData("2025-12-31", "2026-12-31", null, null)]
    [InlineData("2026-01-31", null, null, null)]
    [InlineData(null, "2026-11-27", null, null)]
    [InlineData("2025-12-31", "2026-02-28", null, null)]
    [InlineData("2026-03-31", "2026-01-31", null, null)]
    public void A_test_is_of_a_quarter_or_a_year_that_is_over(
        string? trainTo,
        string? testTo,
        string? trained,
        string? tested
    )
    {
        var dates = () => BackTestDates.Of(Day(trainTo), Day(testTo), Today);
        if (trained is null)
        {
            var refused = Should.Throw<ProblemException>(() => dates());
            (refused.Status, refused.Cure.Contains("20", StringComparison.Ordinal)).ShouldBe((422, true));
            refused.Field.ShouldNotBeNull();
            return;
        }
        dates().ShouldBe(new(Day(trained)!.Value, Day(tested)!.Value, TestPeriod.Year));
    }

    [Fact]
    public void A_quarter_is_three_months()
    {
        var dates = BackTestDates.Of(new(2026, 3, 31), new(2026, 6, 30), Today);
        (dates.Period, dates.TestedFrom).ShouldBe((TestPeriod.Quarter, new(2026, 4, 1)));
    }

    static DateOnly? Day(string? text) =>
        text is null ? null : DateOnly.ParseExact(text, "O", System.Globalization.CultureInfo.InvariantCulture);
}
