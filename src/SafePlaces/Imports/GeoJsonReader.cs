using System.Runtime.CompilerServices;
using System.Text.Json;
using SafePlaces.Http;

namespace SafePlaces.Imports;

/// <summary>
/// One record of a file: its number from 1, and either the JSON of a feature (or bare geometry), valid until the next is
/// asked for, or why it cannot be read.
/// </summary>
readonly record struct SourceRow(long Number, JsonElement Feature, string? Unreadable);

/// <summary>
/// GeoJSON (a collection, one feature or a bare geometry) and GeoJSON text sequences (a line or an RS-separated record
/// each, RFC 8142), read as they come in memory that does not grow with the file. A record of a sequence that is not
/// JSON is a bad row; a document that is not JSON is refused as a whole.
/// </summary>
/// <param name="stream">The bytes, unpacked.</param>
/// <param name="sequence">Whether each line or record is a feature by itself.</param>
/// <param name="most">So many bytes are read, no more.</param>
sealed class GeoJsonReader(Stream stream, bool sequence, long most) : IDisposable
{
    const byte RecordSeparator = 0x1E;

    /// <summary>Parsed, a record takes up to seven times its bytes.</summary>
    const int LargestRecord = 64 << 20;

    byte[] buffer = new byte[1 << 18];
    int start;
    int end;
    bool atEnd;
    long total;
    JsonReaderState state;
    JsonDocument? current;
    string? type;

    /// <summary>The name in the old <c>crs</c> member, known once the first row is, where it stands before
    /// the features; null without one.</summary>
    public string? CrsName { get; private set; }

    public async IAsyncEnumerable<SourceRow> Read([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Fill(cancellation);
        if (buffer.AsSpan(0, end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = 3;
        await foreach (var row in sequence ? Sequence(cancellation) : Document(cancellation))
            yield return row;
    }

    async IAsyncEnumerable<SourceRow> Sequence([EnumeratorCancellation] CancellationToken cancellation)
    {
        var separator = end > start && buffer[start] == RecordSeparator ? RecordSeparator : (byte)'\n';
        for (var (number, searched) = (0L, 0); ; )
        {
            var length = buffer.AsSpan(start + searched, end - start - searched).IndexOf(separator);
            if (length < 0 && !atEnd)
            {
                searched = end - start;
                await Fill(cancellation);
                continue;
            }
            length = length < 0 ? end - start : length + searched;
            searched = 0;
            var record = buffer.AsMemory(start, length);
            start = Math.Min(start + length + 1, end);
            if (!record.Span.Trim(" \t\r\n"u8).IsEmpty)
                yield return Parse(++number, record);
            if (start == end && atEnd)
                yield break;
        }
    }

    SourceRow Parse(long number, ReadOnlyMemory<byte> record)
    {
        try
        {
            Keep(JsonDocument.Parse(record));
            return new(number, current!.RootElement, null);
        }
        catch (JsonException wrong)
        {
            return new(number, default, $"is not JSON: {Where(wrong)}");
        }
    }

    async IAsyncEnumerable<SourceRow> Document([EnumeratorCancellation] CancellationToken cancellation)
    {
        bool? collection;
        while ((collection = Guard(Header)) is null)
            await More(cancellation);
        if (collection is false)
        {
            Guard(() => Keep(JsonDocument.Parse(buffer.AsMemory(start, end - start))));
            yield return new(1, current!.RootElement, null);
            yield break;
        }
        for (var number = 1L; ; number++)
        {
            bool? another;
            while ((another = Guard(Next)) is null)
                await More(cancellation);
            if (another is false)
                break;
            yield return new(number, current!.RootElement, null);
        }
        while (Guard(Tail) is null)
            await More(cancellation);
        if (type != "FeatureCollection")
            throw NotGeoJson($"its type is '{type}', not FeatureCollection");
    }

    /// <summary>Up to the first feature: true in a collection, false when the document is one feature or geometry.</summary>
    bool? Header()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), atEnd, default);
        if (!reader.Read())
            return Need(false);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw NotGeoJson("it is not an object");
        while (true)
        {
            if (!reader.Read())
                return Need(false);
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                if (type == "FeatureCollection")
                    throw NotGeoJson("it has no features");
                while (reader.Read()) { } // throws on what follows a document
                return atEnd ? false : Need(false);
            }
            if (reader.ValueTextEquals("features"u8))
            {
                if (!reader.Read())
                    return Need(false);
                if (reader.TokenType != JsonTokenType.StartArray)
                    throw NotGeoJson("its features are not an array");
                if (type is not (null or "FeatureCollection"))
                    throw NotGeoJson($"its type is '{type}', not FeatureCollection");
                state = reader.CurrentState;
                start += (int)reader.BytesConsumed;
                return true;
            }
            if (Member(ref reader) is null)
                return null;
        }
    }

    /// <summary>A member of the document beside its features.</summary>
    bool? Member(ref Utf8JsonReader reader)
    {
        var (isType, isCrs) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("crs"u8));
        if (!isType && !isCrs)
            return reader.Read() && reader.TrySkip() ? true : Need(true);
        if (!reader.Read() || !JsonDocument.TryParseValue(ref reader, out var value))
            return Need(true);
        using (value)
        {
            if (isType)
                type = value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString() : "null";
            else
                CrsName = Crs(value.RootElement);
        }
        return true;
    }

    static string? Crs(JsonElement crs) =>
        crs.ValueKind == JsonValueKind.Null ? null
        : crs.ValueKind == JsonValueKind.Object
        && crs.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("name", out var name)
        && name.ValueKind == JsonValueKind.String
            ? name.GetString()
        : throw NotGeoJson("its crs member names no CRS");

    bool? Next()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), atEnd, state);
        if (!reader.Read())
            return Need(true);
        var more = reader.TokenType != JsonTokenType.EndArray;
        if (more)
        {
            if (!JsonDocument.TryParseValue(ref reader, out var feature))
                return Need(true);
            Keep(feature);
        }
        state = reader.CurrentState;
        start += (int)reader.BytesConsumed;
        return more;
    }

    /// <summary>What stands behind the features.</summary>
    bool? Tail()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), atEnd, state);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && Member(ref reader) is null)
                return null;
        }
        return atEnd ? true : null;
    }

    bool? Need(bool inside) =>
        !atEnd ? null
        : inside || end > start ? throw NotGeoJson("it ends too early")
        : throw NotGeoJson("it is empty");

    static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException wrong)
        {
            throw NotGeoJson(Where(wrong));
        }
        catch (InvalidOperationException) // of a name or text that cannot be decoded
        {
            throw NotGeoJson("it holds text that is not Unicode");
        }
    }

    static void Guard(Action read) =>
        Guard(() =>
        {
            read();
            return true;
        });

    static string Where(JsonException wrong) => wrong.Message.Split(" LineNumber")[0].TrimEnd('.');

    static ProblemException NotGeoJson(string why) =>
        Problem.Unprocessable(
            $"The file is not GeoJSON: {why}.",
            "Check it with a GeoJSON validator; nothing was imported."
        );

    void Keep(JsonDocument next)
    {
        current?.Dispose();
        current = next;
    }

    async Task More(CancellationToken cancellation)
    {
        if (atEnd)
            throw NotGeoJson("it ends too early");
        await Fill(cancellation);
    }

    /// <summary>Moves what is left to the front and reads on; the buffer grows only for a record that does not fit.</summary>
    async Task Fill(CancellationToken cancellation)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length)
        {
            if (buffer.Length >= LargestRecord)
                throw Problem.TooLarge("A single feature of the file", "A feature may have 64 MB.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var read = await stream.ReadAtLeastAsync(buffer.AsMemory(end), 1, throwOnEndOfStream: false, cancellation);
        end += read;
        if ((total += read) > most)
            throw TooLarge(most);
        atEnd = read == 0;
    }

    public static ProblemException TooLarge(long most) =>
        Problem.TooLarge("The file, unpacked,", $"This one may have {most >> 20} MB; send it in parts.");

    public void Dispose() => current?.Dispose();

    /// <summary>Whether the beginning of a file is a sequence: an RS, or one whole object on the first line and another after.</summary>
    public static bool IsSequence(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        if (head.IsEmpty || head[0] == RecordSeparator)
            return !head.IsEmpty;
        var line = head.IndexOf((byte)'\n');
        if (line < 0 || head[(line + 1)..].TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
            return false;
        try
        {
            var reader = new Utf8JsonReader(head[..line]);
            return reader.Read() && reader.TrySkip();
        }
        catch (JsonException)
        {
            return false; // an object that goes on: a document
        }
    }
}
