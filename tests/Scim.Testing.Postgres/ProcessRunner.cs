using System.Diagnostics;

namespace Scim.Testing.Postgres;

/// <summary>Runs programs, if necessary as an unprivileged user: PostgreSQL refuses to run as root.</summary>
internal static class ProcessRunner
{
    /// <summary>The name of the unprivileged user, or null when this process does not run as root.</summary>
    public static string? UnprivilegedUser { get; } =
        Environment.UserName == "root"
            ? (
                File.ReadAllText("/etc/passwd").Contains("\npostgres:", StringComparison.Ordinal)
                    ? "postgres"
                    : "daemon"
            )
            : null;

    /// <summary>The start information of a program.</summary>
    /// <param name="user">The user to run as; null for the current user.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static ProcessStartInfo CreateStartInfo(string? user, string program, params IEnumerable<string> arguments)
    {
        string[] line = user is null
            ? [program, .. arguments]
            : ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    /// <summary>Runs a program and waits until it ends.</summary>
    /// <exception cref="InvalidOperationException">The program failed. The message contains its output.</exception>
    public static async Task RunProcessAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}. "
                    + $"{await output}{await errors}"
            );
    }
}
