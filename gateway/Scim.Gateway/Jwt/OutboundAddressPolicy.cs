using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Scim.Gateway.Configuration;

namespace Scim.Gateway.Jwt;

/// <summary>Decides from which addresses keys may be fetched, by <see cref="JwtOptions"/>.</summary>
/// <remarks>
/// Host names are resolved here and the connection uses the address that was checked, so that a name cannot resolve to
/// another address in between (DNS rebinding).
/// </remarks>
internal sealed class OutboundAddressPolicy(IOptions<GatewayOptions> options)
{
    // Networks outside the public internet (RFC 6890 and its successors). Loopback has an option of its own.
    private static readonly IPNetwork[] NonPublicNetworks =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private readonly JwtOptions _options = options.Value.Jwt;

    /// <summary>Returns whether the scheme and form of <paramref name="url"/> are allowed.</summary>
    public bool IsAllowed(Uri url) =>
        url is { IsAbsoluteUri: true, UserInfo.Length: 0 }
        && (
            url.Scheme == Uri.UriSchemeHttps
            || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && _options.AllowLoopback)
        );

    /// <summary>Returns whether connections to <paramref name="address"/> are allowed.</summary>
    public bool IsAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return _options.AllowLoopback;
        return _options.AllowPrivateNetworks || !NonPublicNetworks.Any(network => network.Contains(address));
    }

    /// <summary>
    /// Connects to the first allowed address of a host. Used as <see cref="SocketsHttpHandler.ConnectCallback"/> by the
    /// client that fetches keys.
    /// </summary>
    /// <exception cref="HttpRequestException">The host has no allowed address.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        IPAddress[] found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        IPAddress[] allowed = [.. found.Where(IsAllowed)];
        if (allowed.Length == 0)
            throw new HttpRequestException("The host has no address from which keys may be fetched. See Scim:Jwt.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
