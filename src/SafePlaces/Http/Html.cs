using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SafePlaces.Http;

/// <summary>Markup. Whatever is put into it is encoded, unless it is markup itself: <c>Html.Of($"&lt;b&gt;{name}&lt;/b&gt;")</c>.</summary>
readonly record struct Html(string Text)
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static Html Of(Writer writer) => new(writer.ToString());

    /// <summary>One piece after another, with one for each value.</summary>
    public static Html Each<T>(IEnumerable<T> values, Func<T, Html> piece) =>
        new(string.Concat(values.Select(value => piece(value).Text)));

    public override string ToString() => Text;

    [InterpolatedStringHandler]
    public readonly ref struct Writer(int literalLength, int formattedCount)
    {
        readonly StringBuilder text = new(literalLength + 16 * formattedCount);

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Html markup) => text.Append(markup.Text);

        public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

        public void AppendFormatted(long value) => text.Append(value);

        public override string ToString() => text.ToString();
    }
}
