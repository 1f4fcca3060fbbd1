using System.Diagnostics;
using System.Globalization;
using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Load;

/// <summary>Runs the load generator wrk: one thread, closed loop, keep-alive connections.</summary>
internal static class WrkRunner
{
    /// <summary>Ensures that wrk is installed; installs it on Debian and Ubuntu.</summary>
    /// <exception cref="InvalidOperationException">wrk is not installed and could not be installed.</exception>
    public static async Task EnsureInstalledAsync()
    {
        if (await IsInstalledAsync())
            return;
        if (File.Exists("/usr/bin/apt-get"))
        {
            using Process install = Process.Start(
                new ProcessStartInfo(
                    "sh",
                    ["-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends wrk"]
                )
                {
                    RedirectStandardOutput = true,
                }
            )!;
            await install.StandardOutput.ReadToEndAsync();
            await install.WaitForExitAsync();
        }

        if (!await IsInstalledAsync())
            throw new InvalidOperationException(
                "wrk is not installed. Install it (on Debian and Ubuntu: apt-get install wrk)."
            );
    }

    /// <summary>
    /// Sends a plan to a server for a number of seconds, starting with request number <paramref name="first"/>.
    /// </summary>
    public static async Task<WrkRound> RunRoundAsync(int port, LoadPlan plan, long first, int seconds, int connections)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, plan.FormatLua(first));
            string[] arguments =
            [
                "-t1",
                $"-c{connections}",
                $"-d{seconds}s",
                "--timeout",
                "10s",
                "-s",
                BuildPaths.CombineWithRoot("Lua", "load.lua"),
                $"http://127.0.0.1:{port}",
                "--",
                file,
            ];
            using Process wrk = Process.Start(
                new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            Task<string> output = wrk.StandardOutput.ReadToEndAsync(),
                errors = wrk.StandardError.ReadToEndAsync();
            await wrk.WaitForExitAsync();
            string text = await output;
            string line =
                text.Split('\n').FirstOrDefault(l => l.StartsWith("RESULT ", StringComparison.Ordinal))
                ?? throw new InvalidOperationException($"wrk: {text}{await errors}");
            long[] n = [.. line.Split(' ')[1..].Select(w => long.Parse(w, CultureInfo.InvariantCulture))];
            return new WrkRound(n[0], n[1] / 1e6, n[2], n[3], n[4] / 1e3, n[5] / 1e3);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<bool> IsInstalledAsync()
    {
        try
        {
            using Process wrk = Process.Start(
                new ProcessStartInfo("wrk", ["-v"]) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            await wrk.WaitForExitAsync();
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
