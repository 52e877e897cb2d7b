using System.Net;
using System.Net.Sockets;

namespace SafePlaces.Http;

/// <summary>Who counts as one caller where shares are given out: a principal; of the public, an address.</summary>
static class CallerKey
{
    public static string Of(HttpContext http) =>
        Principal.Find(http.User) is { } principal ? principal.Key : Address(http.Connection.RemoteIpAddress);

    /// <summary>An IPv4 address, or the /64 that a subscriber of IPv6 has to itself.</summary>
    public static string Address(IPAddress? address) =>
        address switch
        {
            null => "nowhere",
            { IsIPv4MappedToIPv6: true } => $"{address.MapToIPv4()}",
            { AddressFamily: AddressFamily.InterNetworkV6 } => $"{new IPNetwork(Prefix(address), 64)}",
            _ => $"{address}",
        };

    static IPAddress Prefix(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }
}
