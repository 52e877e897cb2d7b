using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SafePlaces.Analysis.Risk;

namespace SafePlaces.Analysis.Fits;

/// <summary>
/// A fitted model as a document: that of the model it was drawn towards, with new values where there are. Its sources say what it
/// was fitted to, under a code that names the last day.
/// </summary>
public static partial class FittedDocument
{
    const string Suffix = "-fitted";
    const int LongestName = 63;
    static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The name that versions fitted from a model go by.</summary>
    public static string Name(RiskModel model) =>
        model.Name.EndsWith(Suffix, StringComparison.Ordinal)
            ? model.Name
            : model.Name[..Math.Min(model.Name.Length, LongestName - Suffix.Length)] + Suffix;

    /// <summary>The last day of the reports that any of its values was fitted to; null: none was.</summary>
    public static DateOnly? FittedTo(RiskModel model) =>
        model
            .Profiles.SelectMany(profile => profile.Factors)
            .Select(factor =>
                DateOnly.TryParseExact(
                    Code().Match(factor.Source).Groups["day"].ValueSpan,
                    "O",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
                    ? day
                    : (DateOnly?)null
            )
            .Max();

    /// <summary>The document; <see cref="RiskModel.Parse"/> reads it.</summary>
    /// <param name="model">That gave the priors.</param>
    /// <param name="version">Of the new one, such as 1.1.0.</param>
    /// <param name="fits">By profile; those refused stay as they are.</param>
    /// <param name="from">First day of the reports.</param>
    /// <param name="to">Last day.</param>
    public static string Write(
        RiskModel model,
        string version,
        IReadOnlyList<ModelFit> fits,
        DateOnly from,
        DateOnly to
    )
    {
        var document = JsonNode.Parse(model.Document)!;
        (document["name"], document["version"]) = (Name(model), version);
        var code = string.Create(CultureInfo.InvariantCulture, $"fit-{to:O}");
        if (document["sources"] is JsonObject { Count: > 0 } sources)
        {
            sources[code] =
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Poisson regression on the reports of this municipality from {from:O} to {to:O}, drawn towards {model.Name} {model.Version}: "
                ) + string.Join("; ", fits.Where(fit => fit.Refusal is null).Select(Told));
        }

        foreach (var fit in fits)
        foreach (var fitted in fit.Fitted)
        {
            var factor = document["factors"]!
                .AsArray()
                .First(one => (string)one!["profile"]! == fit.Profile.Id && (string)one["id"]! == fitted.Factor.Id)!;
            var (low, high) = fitted.Range(model.Rules);
            (factor["rrv"], factor["rrvLow"], factor["rrvHigh"]) = (
                Rounded(fitted.Rrv(model.Rules)),
                Rounded(low),
                Rounded(high)
            );
            factor["assumed"] = false;
            factor["source"] = $"{Code().Replace(fitted.Factor.Source, "").Trim(',')},{code}".TrimStart(',');
            if (fitted.TurnsSign)
            {
                factor["note"] =
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"turns what {model.Name} {model.Version} has as {fitted.Factor.Rrv:0.######}; "
                    ) + fitted.Factor.Note;
            }
        }

        return document.ToJsonString(Form);

        static string Told(ModelFit fit) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{fit.Profile.Id}, {fit.Events:0} reports in {fit.Cells} cells, counts spread {fit.Dispersion:0.00} times their mean"
            );
    }

    static double Rounded(double rrv) => Math.Round(rrv, 6);

    [GeneratedRegex(@"fit-(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
