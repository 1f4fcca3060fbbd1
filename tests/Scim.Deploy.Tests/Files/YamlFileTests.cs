using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Scim.Deploy.Tests.Files;

/// <summary>Tests that the YAML files are valid and contain no duplicate keys.</summary>
public sealed class YamlFileTests
{
    public static TheoryData<string> Documents =>
        [
            .. RepositoryFiles
                .ListFiles("deploy", "*.y*ml")
                .Where(f => !f.Contains("/templates/", StringComparison.Ordinal)),
        ];

    [Theory, MemberData(nameof(Documents))]
    public void Load_OfEachFile_Succeeds(string file)
    {
        YamlStream stream = [];
        try
        {
            using StringReader text = new(RepositoryFiles.ReadText(file));
            stream.Load(text);
        }
        catch (YamlException e)
        {
            Assert.Fail($"{file}: {e.Message}");
        }

        Assert.NotEmpty(stream.Documents);
    }
}
