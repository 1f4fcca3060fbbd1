using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Tests that container images are built from projects of this repository and run unprivileged.</summary>
public sealed partial class ContainerfileTests
{
    public static TheoryData<string> Containerfiles =>
        [.. RepositoryFiles.ListFiles("deploy/containers", "*.Containerfile")];

    [Theory, MemberData(nameof(Containerfiles))]
    public void Image_OfEachProgram_IsChiseledAndRunsUnprivileged(string file)
    {
        string text = RepositoryFiles.ReadText(file);
        string last = text[text.LastIndexOf("\nFROM ", StringComparison.Ordinal)..];
        Assert.Contains("-chiseled-extra", last, StringComparison.Ordinal);
        Assert.Contains("\nUSER $APP_UID\n", last, StringComparison.Ordinal);
        Assert.DoesNotContain("RUN ", last, StringComparison.Ordinal); // the final image has no shell
        Assert.DoesNotContain(":latest", text, StringComparison.Ordinal);

        Match project = PublishedProjectRegex().Match(text);
        Assert.True(
            RepositoryFiles.PathExists(Path.Combine(project.Groups[1].Value, project.Groups[2].Value + ".csproj")),
            $"{file} publishes a project that does not exist."
        );
        Assert.Contains($"ENTRYPOINT [\"dotnet\", \"{project.Groups[2].Value}.dll\"]", last, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"dotnet publish (\S+/(\S+)) ")]
    private static partial Regex PublishedProjectRegex();
}
