using System.Net;
using System.Text;

namespace SafePlaces.Formats.Pictures;

/// <summary>An SVG document as it is drawn: numbers as every machine writes them, texts escaped.</summary>
public sealed class SvgCanvas
{
    public const string Ink = "#1d1d1f";
    public const string Soft = "#55555a";
    public const string Frame = "#8a8a8f";
    public const string Paper = "#f7f6f3";

    /// <summary>Width of a letter of DejaVu Sans by its size, on average and a little more.</summary>
    const double LetterWidth = 0.58;

    readonly StringBuilder drawn = new();
    int ids;

    /// <summary>A name for something that is referred to.</summary>
    public string Id() => FormattableString.Invariant($"p{++ids}");

    public void Add(FormattableString part) => drawn.Append(FormattableString.Invariant(part));

    public void Text(double x, double y, string text, double size, string attributes = "") =>
        Add(
            $"""<text x="{x:0.##}" y="{y:0.##}" font-size="{size}" {attributes}>{WebUtility.HtmlEncode(text)}</text>"""
        );

    /// <summary>Lines no wider than so much, the first at y; returns where the next would be.</summary>
    public double Paragraph(double x, double y, double width, string text, double size, string attributes = "")
    {
        var letters = (int)(width / (size * LetterWidth));
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > letters)
            {
                Text(x, y, line.ToString(), size, attributes);
                line.Clear();
                y += size * 1.35;
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        Text(x, y, line.ToString(), size, attributes);
        return y + size * 1.35;
    }

    public string Document(double width, double height) =>
        FormattableString.Invariant(
            $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width:0}" height="{height:0}" font-family="DejaVu Sans" fill="{Ink}"><rect width="100%" height="100%" fill="#fff"/>"""
        )
        + drawn
        + "</svg>";
}
