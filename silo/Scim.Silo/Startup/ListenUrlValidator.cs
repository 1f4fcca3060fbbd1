using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Scim.Silo.Startup;

/// <summary>
/// Looks at the addresses to listen on before anything is started: a silo that must be taken down again because a port
/// is taken has more to say about it than helps anybody.
/// </summary>
internal static class ListenUrlValidator
{
    /// <summary>Checks every address.</summary>
    /// <param name="urls">The addresses, separated by semicolons.</param>
    /// <exception cref="StartFailureException">One is not an address, or its port cannot be listened on.</exception>
    public static void ValidateUrls(string urls)
    {
        foreach (
            string url in urls.Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
            ValidateUrl(url);
    }

    private static void ValidateUrl(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw CreateInvalidUrlException(url, e);
        }

        if (address.IsUnixPipe || address.IsNamedPipe)
            return;
        if (
            address.Scheme is not ("http" or "https")
            || address.Port is < 0 or > IPEndPoint.MaxPort
        )
            throw CreateInvalidUrlException(url, null);
        if (address.Port == 0)
            return;
        foreach (IPAddress ip in ResolveAddresses(address.Host))
            ProbeEndpoint(url, new IPEndPoint(ip, address.Port));
    }

    private static void ProbeEndpoint(string url, IPEndPoint endpoint)
    {
        try
        {
            using var probe = new TcpListener(endpoint);
            probe.Start();
        }
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new StartFailureException(StartupErrorFormatter.FormatError(e, url), e);
        }
        catch (SocketException)
        {
            // Not an address of this machine, perhaps: the server says so better.
        }
    }

    private static IEnumerable<IPAddress> ResolveAddresses(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip))
            return [ip];
        return host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Any];
    }

    private static StartFailureException CreateInvalidUrlException(string url, Exception? inner) =>
        new(
            $"'{url}' is not an address to listen on. Set --urls to one such as http://localhost:5080.",
            inner
        );
}
