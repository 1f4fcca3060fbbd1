using System.Diagnostics;
using Scim.Deploy.Tests.Files;

namespace Scim.Deploy.Tests.Helm;

/// <summary>
/// Runs <c>helm</c>: the program named by <c>SCIM_TEST_HELM</c>, the one on the path, or the one downloaded by
/// <c>tests/run.sh</c>.
/// </summary>
internal static class HelmProgram
{
    /// <summary>Runs helm with the chart as the last argument.</summary>
    /// <returns>The exit code, the standard output and the standard error.</returns>
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
            "helm is not installed. Run tests/run.sh, which downloads it, put helm on the path, "
                + "or set SCIM_TEST_HELM to its path."
        );
        return found!;
    }

    // The folder that tests/run.sh downloads to.
    private static IEnumerable<string> FindDownloaded()
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        string folder = System.IO.Path.Combine(cache, "orleans-scim-tests");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "helm-*").OrderDescending(StringComparer.Ordinal)
            : [];
    }
}
