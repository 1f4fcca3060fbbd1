using System.Diagnostics;

namespace Scim.Testing.Postgres;

/// <summary>Runs programs, as the user that PostgreSQL may run as: it refuses to as root.</summary>
internal static class ProcessRunner
{
    /// <summary>That user's name, or null when this process is not root's.</summary>
    public static string? UnprivilegedUser { get; } =
        Environment.UserName == "root"
            ? (
                File.ReadAllText("/etc/passwd").Contains("\npostgres:", StringComparison.Ordinal)
                    ? "postgres"
                    : "nobody"
            )
            : null;

    /// <summary>A program not started yet.</summary>
    public static ProcessStartInfo CreateStartInfo(
        string? user,
        string program,
        params IEnumerable<string> arguments
    )
    {
        string[] line = user is null
            ? [program, .. arguments]
            :
            [
                "setpriv",
                $"--reuid={user}",
                $"--regid={user}",
                "--init-groups",
                program,
                .. arguments,
            ];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; says what it printed.</exception>
    public static async Task RunProcessAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}. {await output}{await errors}"
            );
    }
}
