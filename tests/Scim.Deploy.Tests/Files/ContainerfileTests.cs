using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Images are made of what is here, and run without rights.</summary>
public sealed partial class ContainerfileTests
{
    public static TheoryData<string> Containerfiles =>
        [.. RepositoryFiles.ListFiles("deploy/containers", "*.Containerfile")];

    [Theory, MemberData(nameof(Containerfiles))]
    public void Image_OfEachProgram_IsChiselledAndRunsUnprivileged(string file)
    {
        string text = RepositoryFiles.ReadText(file);
        string last = text[text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];
        Assert.Contains("-chiseled-extra", last, StringComparison.Ordinal);
        Assert.Contains("\nUSER $APP_UID\n", last, StringComparison.Ordinal);
        Assert.DoesNotContain("RUN ", last, StringComparison.Ordinal); // there is no shell in it
        Assert.DoesNotContain(":latest", text, StringComparison.Ordinal);

        Match project = PublishedProjectRegex().Match(text);
        Assert.True(
            RepositoryFiles.PathExists(
                Path.Combine(project.Groups[1].Value, project.Groups[2].Value + ".csproj")
            ),
            $"{file} publishes what is not there"
        );
        Assert.Contains(
            $"ENTRYPOINT [\"dotnet\", \"{project.Groups[2].Value}.dll\"]",
            last,
            StringComparison.Ordinal
        );
    }

    [GeneratedRegex(@"dotnet publish (\S+/(\S+)) ")]
    private static partial Regex PublishedProjectRegex();
}
