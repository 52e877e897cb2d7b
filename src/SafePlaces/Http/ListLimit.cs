using System.Globalization;
using Microsoft.OpenApi;

namespace SafePlaces.Http;

/// <summary>How much of a list a page holds: the parameter, and what it asks for.</summary>
static class ListLimit
{
    const string Name = "limit";
    const int Most = 1000;
    const int Without = 50;

    public static readonly QueryParameter Parameter = new(
        Name,
        $"How many to list, 1-{Most}; {Without} without it.",
        new()
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{Most}",
            Default = Without,
        }
    );

    /// <summary>Throws 400 for what is no whole number within bounds.</summary>
    public static int Of(IQueryCollection query) =>
        query[Name].LastOrDefault() is not { } text ? Without
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
        && limit is >= 1 and <= Most
            ? limit
        : throw Problem.InvalidParameter(
            Name,
            $"'{text}' is not a whole number from 1 to {Most}",
            $"Leave it out for {Without}."
        );
}
