using System.Text;
using System.Text.Json.Nodes;
using SafePlaces.Http;

namespace SafePlaces.Ogc.Processes;

/// <summary>What a job made, as the standard has it: raw as it is, several as multipart/related, or in one JSON document.</summary>
static class JobResults
{
    /// <summary>Throws 404 while there is no result yet, 410 for a dismissed job, and for a failed one what failed it.</summary>
    public static async Task Write(HttpContext http, JobQueue queue, Job job, CancellationToken cancellation)
    {
        var products = await Products(queue, job, cancellation);
        Caching.Never(http);
        if (job.AsDocument)
            await http.WriteDocument(
                new JsonObject(products.Select(product => KeyValuePair.Create(product.Output, Value(product))))
            );
        else if (products.Count == 1)
            await http.WriteBytes(products[0].Content, products[0].MediaType);
        else
            await http.WriteBytes(Multipart(products, $"{job.Id:N}"), $"multipart/related; boundary={job.Id:N}");
    }

    /// <summary>One output as it is. Throws like <see cref="Write"/>, and 404 for an output that the process does not have.</summary>
    public static async Task WriteOne(
        HttpContext http,
        JobQueue queue,
        Job job,
        string output,
        CancellationToken cancellation
    )
    {
        var products = await Products(queue, job, cancellation);
        var product =
            products.FirstOrDefault(one => one.Output == output)
            ?? throw Problem.NotFound(
                "output",
                $"The job made: {string.Join(", ", products.Select(one => one.Output))}."
            );
        Caching.Never(http);
        await http.WriteBytes(product.Content, product.MediaType);
    }

    static Task<IReadOnlyList<Product>> Products(JobQueue queue, Job job, CancellationToken cancellation) =>
        job.Status switch
        {
            JobStatus.Successful => queue.Products(job.Id, cancellation),
            JobStatus.Failed => throw job.Problem!.Exception,
            JobStatus.Dismissed => throw Problem.Dismissed(),
            _ => throw Problem.ResultNotReady(),
        };

    /// <summary>An object is wrapped, as its members would be taken for those of the wrapping.</summary>
    static JsonNode? Value(Product product)
    {
        if (product.MediaType != MediaType.JsonDocument.Type)
            return new JsonObject
            {
                ["value"] = Convert.ToBase64String(product.Content),
                ["mediaType"] = product.MediaType,
                ["encoding"] = "base64",
            };
        var value = JsonNode.Parse(product.Content);
        return value is JsonObject ? new JsonObject { ["value"] = value, ["mediaType"] = product.MediaType } : value;
    }

    static byte[] Multipart(IReadOnlyList<Product> products, string boundary)
    {
        using var body = new MemoryStream();
        foreach (var product in products)
        {
            body.Write(
                Encoding.UTF8.GetBytes(
                    $"--{boundary}\r\nContent-Type: {product.MediaType}\r\nContent-ID: <{product.Output}>\r\n\r\n"
                )
            );
            body.Write(product.Content);
            body.Write("\r\n"u8);
        }
        body.Write(Encoding.UTF8.GetBytes($"--{boundary}--\r\n"));
        return body.ToArray();
    }
}
