using System.Diagnostics;
using Scim.Deploy.Tests.Files;

namespace Scim.Deploy.Tests.Helm;

/// <summary>
/// The program <c>helm</c>, as <c>SCIM_TEST_HELM</c> names it, as it is on the path, or as <c>tests/run.sh</c> fetched
/// it.
/// </summary>
internal static class HelmProgram
{
    /// <summary>Runs it with the chart as the last argument.</summary>
    /// <returns>The exit code, what it printed, and what it complained of.</returns>
    public static async Task<(int Code, string Output, string Errors)> RunHelmAsync(
        params IEnumerable<string> arguments
    )
    {
        var start = new ProcessStartInfo(
            FindHelm(),
            [.. arguments, System.IO.Path.Combine(RepositoryFiles.Root, "deploy/helm/orleans-scim")]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static string FindHelm()
    {
        if (Environment.GetEnvironmentVariable("SCIM_TEST_HELM") is { Length: > 0 } given)
            return given;
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(f => System.IO.Path.Combine(f, "helm"));
        string? found = path.Concat(FindDownloaded()).FirstOrDefault(File.Exists);
        Assert.True(
            found is not null,
            "helm is not installed. tests/run.sh fetches it; otherwise put it on the path, or name it in SCIM_TEST_HELM."
        );
        return found!;
    }

    // Where tests/run.sh keeps it.
    private static IEnumerable<string> FindDownloaded()
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : System.IO.Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".cache"
            );
        string folder = System.IO.Path.Combine(cache, "orleans-scim-tests");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "helm-*").OrderDescending(StringComparer.Ordinal)
            : [];
    }
}
