using System.Globalization;
using SafePlaces.Analysis.Backtests;
using SafePlaces.Http;

namespace SafePlaces.Risk;

/// <summary>What a back-test knows and what validates it: a whole quarter or year of days.</summary>
/// <param name="TrainedTo">The last day whose facts are known.</param>
/// <param name="TestedTo">The last day of the test period, which begins the day after the cut-off.</param>
/// <param name="Period">Which of the two.</param>
sealed record BackTestDates(DateOnly TrainedTo, DateOnly TestedTo, TestPeriod Period)
{
    const int YearMonths = 12;
    const int QuarterMonths = 3;

    public DateOnly TestedFrom => TrainedTo.AddDays(1);

    /// <summary>
    /// The dates asked for. Without any: the last twelve whole months (rule 11 of the risk model). With one: the year after the
    /// cut-off, or before the end.
    /// </summary>
    /// <param name="trainTo">Last day known.</param>
    /// <param name="testTo">Last day tested.</param>
    /// <param name="today">By the Swedish clock.</param>
    /// <exception cref="ProblemException">422: neither a quarter nor a year, or not over.</exception>
    public static BackTestDates Of(DateOnly? trainTo, DateOnly? testTo, DateOnly today)
    {
        var end =
            testTo?.AddDays(1) ?? trainTo?.AddDays(1).AddMonths(YearMonths) ?? new DateOnly(today.Year, today.Month, 1);
        var begin = trainTo?.AddDays(1) ?? end.AddMonths(-YearMonths);
        if (end > today)
            throw Problem.Unprocessable(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The test period ends on {end.AddDays(-1):O}, which is not over."
                ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Give a last day before {today:O}, or a cut-off a year before that."
                ),
                testTo is null ? "train-to" : "test-to"
            );
        return new(
            begin.AddDays(-1),
            end.AddDays(-1),
            begin.AddMonths(YearMonths) == end ? TestPeriod.Year
                : begin.AddMonths(QuarterMonths) == end ? TestPeriod.Quarter
                : throw Problem.Unprocessable(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The test period {begin:O} to {end.AddDays(-1):O} is neither three nor twelve months."
                    ),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"After {begin.AddDays(-1):O}, test to {begin.AddMonths(QuarterMonths).AddDays(-1):O} or {begin.AddMonths(YearMonths).AddDays(-1):O}."
                    ),
                    "test-to"
                )
        );
    }
}
