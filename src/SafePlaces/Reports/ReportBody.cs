using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NetTopologySuite.Geometries;
using SafePlaces.Data.Layers;
using SafePlaces.Data.Layers.UnsafeSpots;
using SafePlaces.Http;

namespace SafePlaces.Reports;

/// <summary>A report as somebody handed it in: place in EPSG:3006, time in UTC, the reporter's words and contact where given.</summary>
sealed record GivenReport(
    Point Place,
    DateTime ObservedAt,
    Category Category,
    short Severity,
    ReportedVia Via,
    double? AccuracyM,
    string? Description,
    string? ContactName,
    string? ContactEmail,
    string? ContactPhone
);

/// <summary>Reads a report from a body: a GeoJSON Feature, or an object with the same members beside its geometry.</summary>
static partial class ReportBody
{
    static readonly string[] Members =
    [
        "observedAt",
        "category",
        "severity",
        "description",
        "contactName",
        "contactEmail",
        "contactPhone",
        "accuracyM",
        "via",
    ];

    /// <summary>The report. Throws 400 for a member that is unknown, missing or wrong.</summary>
    /// <param name="body">A Point, EPSG:3006, and the members.</param>
    /// <param name="now">When it was handed in.</param>
    public static GivenReport Read(GeoJson body, DateTimeOffset now)
    {
        var given = body.Properties;
        if (given.ValueKind != JsonValueKind.Object)
            throw Problem.InvalidBody("properties", "is not an object", $"Give category and severity, and of: {All}.");
        // a bare object holds its geometry, and may name its type and CRS, beside the members
        string[] beside = given.TryGetProperty("geometry", out _) ? ["geometry", "type", "crs"] : [];
        foreach (var member in given.EnumerateObject())
            if (!Members.Contains(member.Name) && !beside.Contains(member.Name))
                throw Problem.InvalidBody(member.Name, "is not a member of a report", $"Known are: {All}.");

        return new(
            (Point)body.Geometry,
            Observed(given, now).UtcDateTime,
            ReadCode<Category>(given, "category") ?? throw Missing("category", Code.All(typeof(Category))),
            Severity(given),
            ReadCode<ReportedVia>(given, "via") ?? ReportedVia.Resident,
            Accuracy(given),
            given.Text("description", 2000, lines: true),
            given.Text("contactName", 200),
            Matching(given.Text("contactEmail", 254), "contactEmail", Email(), "name@example.se"),
            Matching(given.Text("contactPhone", 30), "contactPhone", Phone(), "070-123 45 67")
        );
    }

    static string All => string.Join(", ", Members);

    static DateTimeOffset Observed(JsonElement given, DateTimeOffset now)
    {
        if (given.Text("observedAt", 40) is not { } text)
            return now;
        if (
            !Zoned().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var observed)
        )
            throw Wrong(
                "observedAt",
                $"'{text}' is not a time with a zone",
                "Give RFC 3339: 2026-01-31T18:00:00+01:00."
            );
        if (observed > now.AddMinutes(5))
            throw Wrong("observedAt", "lies in the future", "Leave it out for now.");
        return observed < now.AddYears(-1)
            ? throw Wrong("observedAt", "is more than a year ago", "Report what was seen within the last year.")
            : observed;
    }

    public static short Severity(JsonElement given) =>
        given.TryGetProperty("severity", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt16(out var severity)
        && severity is >= 1 and <= 4
            ? severity
            : throw Wrong("severity", "is not one of 1, 2, 3, 4", "1 nuisance, 2 unsafe, 3 avoided, 4 acute.");

    static double? Accuracy(JsonElement given) =>
        !given.TryGetProperty("accuracyM", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 100_000 and var metres ? metres
        : throw Wrong("accuracyM", "is not a number of metres from 0 to 100 000", "Leave it out when it is not known.");

    public static T? ReadCode<T>(JsonElement given, string member)
        where T : struct, Enum =>
        given.Text(member, 40) is not { } code
            ? null
            : Code.Find<T>(code) ?? throw Missing(member, Code.All(typeof(T)));

    static ProblemException Missing(string member, IEnumerable<string> codes) =>
        Wrong(member, "is not one of its codes", $"Give one of: {string.Join(", ", codes)}.");

    static string? Matching(string? text, string member, Regex form, string example) =>
        text is null || form.IsMatch(text)
            ? text
            : throw Wrong(member, "does not look like one", $"Write it like {example}, or leave it out.");

    static ProblemException Wrong(string member, string wrong, string cure) => Problem.InvalidBody(member, wrong, cure);

    [GeneratedRegex(
        @"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Zoned();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\.[^@\s.]+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+?[\d\s()/-]*(\d[\s()/-]*){5,}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Phone();
}
