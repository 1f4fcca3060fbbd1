using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Scim.Testing.Server;

/// <summary>
/// TCP ports nobody listens on. They are taken from below the range that the system gives to outgoing connections, so
/// that a port stays free while the server that had it is being restarted, and none is given twice in one run.
/// </summary>
public static class PortAllocator
{
    private const int FirstPort = 20_000;
    private const int EndPort = 32_000;
    private static readonly HashSet<int> AllocatedPorts = [];

    /// <summary>A port on the loopback address that could be bound just now.</summary>
    public static int AllocatePort()
    {
        lock (AllocatedPorts)
        {
            while (true)
            {
                int port = RandomNumberGenerator.GetInt32(FirstPort, EndPort);
                if (AllocatedPorts.Add(port) && CanBind(port))
                    return port;
            }
        }
    }

    private static bool CanBind(int port)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
