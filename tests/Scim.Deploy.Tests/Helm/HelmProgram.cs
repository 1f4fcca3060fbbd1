using System.Diagnostics;
using Scim.Deploy.Tests.Files;

namespace Scim.Deploy.Tests.Helm;

/// <summary>The program <c>helm</c>, as <c>SCIM_TEST_HELM</c> names it or as it is on the path.</summary>
internal static class HelmProgram
{
    /// <summary>Runs it with the chart as the last argument.</summary>
    /// <returns>The exit code, what it printed, and what it complained of.</returns>
    public static async Task<(int Code, string Output, string Errors)> Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path(), [.. arguments, System.IO.Path.Combine(Repository.Root, "deploy/helm/orleans-scim")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static string Path()
    {
        if (Environment.GetEnvironmentVariable("SCIM_TEST_HELM") is { Length: > 0 } given) return given;
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? found = folders.Select(f => System.IO.Path.Combine(f, "helm")).FirstOrDefault(File.Exists);
        Assert.True(found is not null, "helm is not installed. tests/run.sh fetches it; otherwise put it on the path, or name it in SCIM_TEST_HELM.");
        return found!;
    }
}
