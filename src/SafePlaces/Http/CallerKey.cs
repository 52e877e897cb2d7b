using System.Net.Sockets;
using System.Security.Claims;

namespace SafePlaces.Http;

/// <summary>Whom a share is counted for: who holds the token; of the public, the address.</summary>
static class CallerKey
{
    /// <summary>As many bytes of an IPv6 address name a network, in which one person has all addresses.</summary>
    const int NetworkBytes = 8;

    public static string Of(HttpContext http)
    {
        if (http.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } holder)
            return holder;
        if (http.Connection.RemoteIpAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
