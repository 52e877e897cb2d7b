using System.Net.Sockets;
using System.Text;

namespace SafePlaces.Tests.Crowd;

/// <summary>A client that speaks HTTP over a socket of its own, to read as slowly as it likes or to be gone without a word.</summary>
sealed class RawClient : IDisposable
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A service that says nothing for so long has forgotten the client.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    RawClient() { }

    /// <summary>Sends a GET. The client takes in only so many bytes that it has not read.</summary>
    public static async Task<RawClient> Get(Uri service, string path, string? token, int takesIn)
    {
        var client = new RawClient();
        try
        {
            client.socket.ReceiveBufferSize = takesIn;
            await client.socket.ConnectAsync(service.Host, service.Port, Cancellation);
            var bearer = token is null ? "" : $"Authorization: Bearer {token}\r\n";
            var request = $"GET {path} HTTP/1.1\r\nHost: {service.Authority}\r\n{bearer}Connection: close\r\n\r\n";
            await client.socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>What comes next, at most so many bytes; empty at the end.</summary>
    public async Task<string> Read(int most)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        var buffer = new byte[most];
        var read = await socket.ReceiveAsync(buffer, patience.Token);
        return Encoding.Latin1.GetString(buffer, 0, read);
    }

    /// <summary>Goes away in the middle: the service hears a reset.</summary>
    public void HangUp()
    {
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();
}
