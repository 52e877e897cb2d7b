using Microsoft.Net.Http.Headers;
using SafePlaces.Data;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Features.Formats;

/// <summary>The forms of items that are files to keep, not pages to look at; without <c>limit</c> they hold all that matches.</summary>
static class FileForms
{
    public static readonly MediaType[] All =
    [
        MediaType.Csv,
        MediaType.GeoPackage,
        MediaType.FlatGeobuf,
        MediaType.Shapefile,
    ];

    /// <summary>How people call it.</summary>
    public static string Title(this MediaType form) =>
        form switch
        {
            _ when form == MediaType.Csv => "CSV",
            _ when form == MediaType.GeoPackage => "GeoPackage",
            _ when form == MediaType.FlatGeobuf => "FlatGeobuf",
            _ when form == MediaType.Shapefile => "Shapefile",
            _ when form == MediaType.JsonFg => "JSON-FG",
            _ => "GeoJSON",
        };

    /// <summary>
    /// A name for the file on the caller's disk, always the same for a collection, so that a new download takes the place of
    /// the old one in a project.
    /// </summary>
    public static string Disposition(Collection collection, MediaType form)
    {
        var header = new ContentDispositionHeaderValue("attachment");
        header.SetHttpFileName($"{Slug(collection)}.{(form == MediaType.Shapefile ? "zip" : form.Name)}");
        return header.ToString();
    }

    /// <summary>The collection's id as every file system takes it.</summary>
    public static string Slug(Collection collection)
    {
        var slug = string.Concat(
                collection.Id.Select(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-')
            )
            .Trim('-');
        return slug.Length == 0 ? "items" : slug[..Math.Min(slug.Length, 60)];
    }

    /// <summary>
    /// Names for the columns of a file, the id first: each as it is unless the file has it already. Databases take upper and
    /// lower case for the same.
    /// </summary>
    public static string[] Names(Collection collection, StringComparer same, params ReadOnlySpan<string> taken)
    {
        var names = new List<string>();
        var used = new HashSet<string>([.. taken], same);
        foreach (var name in collection.Columns.Select(column => column.Name).Prepend(IdName(collection)))
        {
            var free = name;
            for (var n = 2; !used.Add(free); n++)
                free = $"{name}_{n}";
            names.Add(free);
        }
        return [.. names];
    }

    static string IdName(Collection collection) =>
        collection.Key ?? (collection.Column("id") is null ? "id" : "feature_id");
}
