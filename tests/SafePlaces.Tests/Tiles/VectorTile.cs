using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace SafePlaces.Tests.Tiles;

/// <summary>A feature as it was read: kind 1 = points, 2 = lines, 3 = areas; parts in units of the tile.</summary>
sealed record TileFeature(
    string Layer,
    int Kind,
    Dictionary<string, object> Attributes,
    List<List<(int X, int Y)>> Parts
)
{
    public string? Id => Attributes.GetValueOrDefault("id") as string;

    public long? Count => Attributes.GetValueOrDefault("count") as long?;
}

/// <summary>A reader of Mapbox Vector Tile 2.1, written from its specification and not from our writer.</summary>
static class VectorTile
{
    /// <summary>The features of a tile; none for a 204. Anything but 200 and 204 fails.</summary>
    public static async Task<List<TileFeature>> Tile(this HttpClient client, string path)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var answer = await client.GetAsync(path, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return [];
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {Encoding.UTF8.GetString(bytes)}");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.mapbox-vector-tile");
        bytes.Length.ShouldBeGreaterThan(0);
        return Read(bytes);
    }

    public static List<TileFeature> Read(byte[] bytes) =>
        [.. Fields(bytes).Where(field => field.Number == 3).SelectMany(field => Layer(field.Bytes))];

    static List<TileFeature> Layer(byte[] bytes)
    {
        var fields = Fields(bytes);
        var name = Encoding.UTF8.GetString(fields.Single(field => field.Number == 1).Bytes);
        fields.Single(field => field.Number == 15).Value.ShouldBe(2ul);
        fields.Single(field => field.Number == 5).Value.ShouldBe(4096ul);
        var keys = fields
            .Where(field => field.Number == 3)
            .Select(field => Encoding.UTF8.GetString(field.Bytes))
            .ToList();
        keys.ShouldBeUnique();
        var values = fields.Where(field => field.Number == 4).Select(field => Value(field.Bytes)).ToList();
        return
        [
            .. fields
                .Where(field => field.Number == 2)
                .Select(field =>
                {
                    var feature = Fields(field.Bytes);
                    var tags = Packed(feature.SingleOrDefault(one => one.Number == 2).Bytes ?? []);
                    return new TileFeature(
                        name,
                        (int)feature.Single(one => one.Number == 3).Value,
                        tags.Chunk(2).ToDictionary(pair => keys[(int)pair[0]], pair => values[(int)pair[1]]),
                        Geometry(Packed(feature.Single(one => one.Number == 4).Bytes))
                    );
                }),
        ];
    }

    static object Value(byte[] bytes)
    {
        var field = Fields(bytes).Single();
        return field.Number switch
        {
            1 => Encoding.UTF8.GetString(field.Bytes),
            3 => BitConverter.UInt64BitsToDouble(field.Value),
            5 => (long)field.Value,
            6 => UnZigZag(field.Value),
            7 => field.Value != 0,
            _ => throw new FormatException($"value field {field.Number}"),
        };
    }

    static List<List<(int, int)>> Geometry(List<ulong> commands)
    {
        var parts = new List<List<(int, int)>>();
        var (x, y) = (0, 0);
        for (var i = 0; i < commands.Count; )
        {
            var (command, count) = (commands[i] & 7, commands[i++] >> 3);
            count.ShouldBeGreaterThan(0ul);
            if (command == 7)
            {
                parts[^1].Add(parts[^1][0]);
                continue;
            }
            for (; count > 0; count--)
            {
                x += (int)UnZigZag(commands[i++]);
                y += (int)UnZigZag(commands[i++]);
                if (command == 1)
                    parts.Add([]);
                parts[^1].Add((x, y));
            }
        }
        return parts;
    }

    static long UnZigZag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    static List<ulong> Packed(byte[] bytes)
    {
        var numbers = new List<ulong>();
        for (var at = 0; at < bytes.Length; )
            numbers.Add(Varint(bytes, ref at));
        return numbers;
    }

    static List<(int Number, ulong Value, byte[] Bytes)> Fields(byte[] bytes)
    {
        var fields = new List<(int, ulong, byte[])>();
        for (var at = 0; at < bytes.Length; )
        {
            var tag = Varint(bytes, ref at);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(((int)(tag >> 3), Varint(bytes, ref at), []));
                    break;
                case 1:
                    fields.Add(((int)(tag >> 3), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)), []));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes, ref at);
                    fields.Add(((int)(tag >> 3), 0, bytes[at..(at + length)]));
                    at += length;
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }
        }
        return fields;
    }

    static ulong Varint(byte[] bytes, ref int at)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            number |= (ulong)(bytes[at] & 127) << shift;
            if (bytes[at++] < 128)
                return number;
        }
    }
}
