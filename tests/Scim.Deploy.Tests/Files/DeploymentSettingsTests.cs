using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Settings and files that these files name are those that there are.</summary>
public sealed partial class DeploymentSettingsTests
{
    public static TheoryData<string> TextFiles =>
        [
            .. RepositoryFiles
                .ListFiles("deploy")
                .Where(f =>
                    !f.EndsWith(".png", StringComparison.Ordinal)
                    && !f.Contains("/adr/", StringComparison.Ordinal)
                ),
        ];

    [Theory, MemberData(nameof(TextFiles))]
    public void File_NamesSettings_ThatTheReadmeExplains(string file)
    {
        string readme = RepositoryFiles.ReadText("README.md");
        foreach (
            string setting in SettingRegex()
                .Matches(RepositoryFiles.ReadText(file))
                .Select(m => m.Value)
                .Distinct()
        )
            Assert.True(
                readme.Contains(setting, StringComparison.Ordinal),
                $"{file} sets {setting}, which the README does not explain"
            );
    }

    [Fact]
    public void Runbook_NamesFiles_ThatExist()
    {
        foreach (
            Match name in FileNameRegex().Matches(RepositoryFiles.ReadText("deploy/runbook.md"))
        )
        {
            string path = name.Groups[1].Value;
            Assert.True(
                RepositoryFiles.PathExists("deploy/" + path) || RepositoryFiles.PathExists(path),
                $"the runbook names {path}"
            );
        }
    }

    [GeneratedRegex("(Scim__|ConnectionStrings__)[A-Za-z_]+[A-Za-z]")]
    private static partial Regex SettingRegex();

    [GeneratedRegex(
        "`((?:deploy|tests|prometheus|grafana|systemd|proxy|containers|compose|helm|backup)/[A-Za-z0-9./_-]*)`"
    )]
    private static partial Regex FileNameRegex();
}
