using System.Text.RegularExpressions;

namespace Scim.Deploy.Tests.Files;

/// <summary>Settings and files that these files name are those that there are.</summary>
public sealed partial class SettingsTests
{
    public static TheoryData<string> Texts => [.. Repository.Below("deploy").Where(f => !f.EndsWith(".png", StringComparison.Ordinal) && !f.Contains("/adr/", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Texts))]
    public void File_NamesSettings_ThatTheReadmeExplains(string file)
    {
        string readme = Repository.Read("README.md");
        foreach (string setting in Setting().Matches(Repository.Read(file)).Select(m => m.Value).Distinct())
            Assert.True(readme.Contains(setting, StringComparison.Ordinal), $"{file} sets {setting}, which the README does not explain");
    }

    [Fact]
    public void Runbook_NamesFiles_ThatThereAre()
    {
        foreach (Match name in FileName().Matches(Repository.Read("deploy/runbook.md")))
        {
            string path = name.Groups[1].Value;
            Assert.True(Repository.Has("deploy/" + path) || Repository.Has(path), $"the runbook names {path}");
        }
    }

    [GeneratedRegex("(Scim__|ConnectionStrings__)[A-Za-z_]+[A-Za-z]")]
    private static partial Regex Setting();

    [GeneratedRegex("`((?:deploy|tests|prometheus|grafana|systemd|proxy|containers|compose|helm|backup)/[A-Za-z0-9./_-]*)`")]
    private static partial Regex FileName();
}
