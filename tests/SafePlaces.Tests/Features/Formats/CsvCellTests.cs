using SafePlaces.Analysis.Risk;
using SafePlaces.Ogc.Features.Formats;

namespace SafePlaces.Tests.Features.Formats;

/// <summary>What a spreadsheet would run gets an apostrophe, however it is hidden.</summary>
public sealed class CsvCellTests
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(1)")]
    [InlineData("\t=1")]
    [InlineData("\uFEFF=1+1")]
    [InlineData("\u200B=1")]
    [InlineData("\u2060\uFEFF\u00AD=1")]
    [InlineData("\u202E=1")]
    [InlineData(" =1")]
    [InlineData("\u00A0@a")]
    [InlineData("\u3000＝1")]
    [InlineData("\u0000=1")]
    [InlineData("\u0001-1")]
    [InlineData("\u0301=1")]
    [InlineData("\U000E0001=1")]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("\uFEFF\t")]
    public void A_formula_is_guarded(string text) => CsvFile.Cell(text).ShouldBe("'" + text);

    [Theory]
    [InlineData("å=1")]
    [InlineData("\uFEFFhej")]
    [InlineData(" hej - då")]
    [InlineData("1-2")]
    [InlineData("\u200B")]
    [InlineData("")]
    public void Other_text_is_left_as_it_is(string text) => CsvFile.Cell(text).ShouldBe(text);

    [Fact]
    public void A_line_break_is_guarded_and_quoted() => CsvFile.Cell("\r\n=1").ShouldBe("\"'\r\n=1\"");
}
