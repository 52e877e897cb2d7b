using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace SafePlaces.Formats.GeoJson;

/// <summary>JSON that parses may still hold text that is none: bytes that are not UTF-8, or half a surrogate pair as \ud800.</summary>
public static class JsonText
{
    const int EscapeLength = 6; // \ud83d

    /// <summary>Whether all texts and names in it can be read.</summary>
    public static bool IsUnicode(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return Utf8.IsValid(raw) && HasWholePairs(raw);
    }

    static bool HasWholePairs(ReadOnlySpan<byte> raw)
    {
        while (raw.IndexOf((byte)'\\') is >= 0 and var at)
        {
            raw = raw[at..];
            if (Escaped(raw) is not { } unit)
            {
                raw = raw[2..];
                continue;
            }
            raw = raw[EscapeLength..];
            if (!char.IsSurrogate(unit))
                continue;
            if (!char.IsHighSurrogate(unit) || Escaped(raw) is not { } low || !char.IsLowSurrogate(low))
                return false;
            raw = raw[EscapeLength..];
        }
        return true;
    }

    /// <summary>What a \u escape at the beginning stands for; null when there is none.</summary>
    static char? Escaped(ReadOnlySpan<byte> raw) =>
        raw is [(byte)'\\', (byte)'u', ..]
        && ushort.TryParse(
            raw[2..EscapeLength],
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var unit
        )
            ? (char)unit
            : null;
}
