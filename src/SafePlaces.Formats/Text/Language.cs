using System.Globalization;

namespace SafePlaces.Formats.Text;

/// <summary>A language people read here, with the form its numbers take: Swedish or English.</summary>
public sealed class Language
{
    public static readonly Language English = new("en", NumberFormatInfo.InvariantInfo);

    // the Swedish form, without leaning on what the machine knows of cultures
    public static readonly Language Swedish = new(
        "sv",
        new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u00a0" }
    );

    Language(string code, NumberFormatInfo numbers) => (Code, Numbers) = (code, numbers);

    /// <summary>As in <c>Content-Language</c>: sv or en.</summary>
    public string Code { get; }

    public NumberFormatInfo Numbers { get; }

    public string Say(string swedish, string english) => this == Swedish ? swedish : english;

    /// <summary>Thousands set apart, with this many decimals.</summary>
    public string Number(double number, int decimals = 0) => number.ToString($"N{decimals}", Numbers);

    public static Language? Find(string? code) =>
        code switch
        {
            "sv" => Swedish,
            "en" => English,
            _ => null,
        };
}

/// <summary>The same in both languages.</summary>
public readonly record struct Wording(string English, string Swedish)
{
    /// <summary>Reads <c>English | svenska</c>; a text without a bar is the same in both.</summary>
    public static Wording Parse(string text) =>
        text.Split('|', StringSplitOptions.TrimEntries) is [{ Length: > 0 } english, { Length: > 0 } swedish]
            ? new(english, swedish)
            : new(text.Trim(), text.Trim());

    public string In(Language language) => language.Say(Swedish, English);
}
