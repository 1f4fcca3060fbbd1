using System.Net;
using System.Net.Sockets;
using Scim.Gateway.Hosting;

namespace Scim.Silo.Startup;

/// <summary>
/// Checks the URLs to listen on before the host starts, because a silo that stops again when a port is in use logs many
/// unrelated errors.
/// </summary>
internal static class ListenUrlValidator
{
    /// <summary>Checks every URL.</summary>
    /// <param name="urls">The URLs, separated by semicolons.</param>
    /// <exception cref="StartFailureException">A URL is invalid, or its port is in use or not permitted.</exception>
    public static void ValidateUrls(string urls)
    {
        foreach (string url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
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
        if (address.Scheme is not ("http" or "https") || address.Port is < 0 or > IPEndPoint.MaxPort)
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
            throw new StartFailureException(StartupErrorFormatter.FormatError(e, url, static _ => false), e);
        }
        catch (SocketException)
        {
            // For example, the address does not belong to this machine. The server reports such errors itself.
        }
    }

    private static IEnumerable<IPAddress> ResolveAddresses(string host)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip))
            return [ip];
        return host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Any];
    }

    private static StartFailureException CreateInvalidUrlException(string url, Exception? inner) =>
        new($"'{url}' is not a valid URL to listen on. Set --urls to a value such as http://localhost:5080.", inner);
}
