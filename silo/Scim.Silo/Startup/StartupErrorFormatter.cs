using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Scim.Storage;

namespace Scim.Silo.Startup;

/// <summary>Says in a plain sentence why the program did not start.</summary>
internal static class StartupErrorFormatter
{
    /// <summary>
    /// The sentence. An exception that nobody foresaw is named by its message, since a stack trace helps no operator.
    /// </summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="urls">Where the program was to listen.</param>
    public static string FormatError(Exception exception, string urls)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case StartFailureException or StorageUnavailableException:
                    return e.Message;
                case OptionsValidationException invalid:
                    return $"A setting is wrong: {string.Join(" ", invalid.Failures)}";
                case AddressInUseException
                or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return $"The port of {urls} is taken by another program. Stop that one, or choose another port with --urls http://localhost:PORT.";
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return $"This user may not listen on {urls}. Choose a port above 1023 with --urls http://localhost:PORT.";
            }
        }

        return GetFirstLine(exception.GetBaseException().Message);
    }

    private static string GetFirstLine(string message)
    {
        int end = message.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).TrimEnd('.') + ".";
    }
}
