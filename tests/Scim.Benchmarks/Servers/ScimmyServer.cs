using System.Diagnostics;
using System.Globalization;
using Scim.Benchmarks.Configuration;

namespace Scim.Benchmarks.Servers;

/// <summary>
/// scimmy with scimmy-routers on Express, installed from the npm registry into a cache folder below the temporary
/// folder.
/// </summary>
internal sealed class ScimmyServer(ServerProcess process, int port) : IAsyncDisposable
{
    /// <summary>The bearer token it accepts.</summary>
    public const string Token = "scim_0123456789012345678901234567890123456789012";

    /// <summary>The loopback port.</summary>
    public int Port => port;

    /// <summary>The process id.</summary>
    public int ProcessId => process.ProcessId;

    /// <summary>A client of the tenant <c>demo</c>.</summary>
    public BenchmarkClient DemoClient => new($"http://127.0.0.1:{port}/tenants/demo/scim/v2", Token);

    /// <summary>Installs and starts the server.</summary>
    /// <returns>
    /// The server, or null if it cannot be installed or started; the reason is written to <paramref name="output"/>.
    /// </returns>
    public static async Task<ScimmyServer?> StartAsync(TextWriter output)
    {
        try
        {
            string folder = await InstallPackagesAsync();
            int port = ServerProcess.GetFreePort();
            var process = ServerProcess.Start(
                "node",
                ["server.mjs", port.ToString(CultureInfo.InvariantCulture), Token],
                new Dictionary<string, string> { ["NODE_ENV"] = "production" },
                folder
            );
            await process.WaitUntilAsync(() => Task.FromResult(process.Output.Contains("ready")));
            return new ScimmyServer(process, port);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            output.WriteLine($"Skipping scimmy: {e.Message}");
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static async Task<string> InstallPackagesAsync()
    {
        string folder = Path.Combine(Path.GetTempPath(), "scim-benchmarks-scimmy");
        Directory.CreateDirectory(folder);
        foreach (string file in new[] { "package.json", "server.mjs" })
            File.Copy(BuildPaths.CombineWithRoot("Scimmy", file), Path.Combine(folder, file), overwrite: true);
        if (Directory.Exists(Path.Combine(folder, "node_modules", "scimmy-routers")))
            return folder;
        using Process npm = Process.Start(
            new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync(),
            errors = npm.StandardError.ReadToEndAsync();
        await npm.WaitForExitAsync();
        return npm.ExitCode == 0
            ? folder
            : throw new InvalidOperationException($"npm install: {await output}{await errors}");
    }
}
