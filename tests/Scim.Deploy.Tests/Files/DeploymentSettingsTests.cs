using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Tests that the settings and files named in the deployment files exist.</summary>
public sealed partial class DeploymentSettingsTests
{
    public static TheoryData<string> TextFiles =>
        [
            .. RepositoryFiles
                .ListFiles("deploy")
                .Where(f =>
                    !f.EndsWith(".png", StringComparison.Ordinal) && !f.Contains("/adr/", StringComparison.Ordinal)
                ),
        ];

    [Theory, MemberData(nameof(TextFiles))]
    public void File_References_OnlyDocumentedSettings(string file)
    {
        string configuration = RepositoryFiles.ReadText("deploy/docs/configuration.md");
        foreach (
            string setting in SettingRegex().Matches(RepositoryFiles.ReadText(file)).Select(m => m.Value).Distinct()
        )
            Assert.True(
                configuration.Contains(setting, StringComparison.Ordinal),
                $"{file} sets {setting}, which deploy/docs/configuration.md does not document."
            );
    }

    [Fact]
    public void Runbook_NamesFiles_ThatExist()
    {
        foreach (Match name in FileNameRegex().Matches(RepositoryFiles.ReadText("deploy/runbook.md")))
        {
            string path = name.Groups[1].Value;
            Assert.True(
                RepositoryFiles.PathExists("deploy/" + path) || RepositoryFiles.PathExists(path),
                $"The runbook names {path}, which does not exist."
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
