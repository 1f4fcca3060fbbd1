using CsCheck;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;

namespace Scim.Protocol.Tests;

[Trait("rfc", "7644-3.10")]
public class PathResolverTests
{
    private const string EnterpriseUrn = SchemaUrns.EnterpriseUser;
    private const string MisspelledUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0User";

    [Theory]
    [InlineData("userName", "userName")]
    [InlineData("USERNAME", "userName")]
    [InlineData("name.familyName", "name.familyName")]
    [InlineData("Name.FAMILYNAME", "name.familyName")]
    [InlineData("id", "id")]
    [InlineData("schemas", "schemas")]
    [InlineData("schemas.VALUE", "schemas")]
    [InlineData("meta.lastModified", "meta.lastModified")]
    [InlineData("emails", "emails")]
    [InlineData("groups.$ref", "groups.$ref")]
    [InlineData("password", "password")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName", "userName")]
    [InlineData("URN:ietf:params:SCIM:schemas:core:2.0:user:Name.GivenName", "name.givenName")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:meta.created", "meta.created")]
    [InlineData(EnterpriseUrn + ":department", EnterpriseUrn + ":department")]
    [InlineData(EnterpriseUrn + ":manager.displayName", EnterpriseUrn + ":manager.displayName")]
    [InlineData("urn:IETF:params:scim:schemas:extension:ENTERPRISE:2.0:user:MANAGER", EnterpriseUrn + ":manager")]
    [InlineData(MisspelledUrn + ":manager", EnterpriseUrn + ":manager")]
    [InlineData("manager", EnterpriseUrn + ":manager")]
    [InlineData("manager.value", EnterpriseUrn + ":manager.value")]
    [InlineData("department", EnterpriseUrn + ":department")]
    public void TryResolve_KnownAttribute_IsFound(string text, string canonical)
    {
        Assert.True(
            PathResolver.TryResolve(BuiltInResourceTypes.User, text, out AttributePath? path, out string? problem),
            problem
        );
        Assert.Equal(canonical, path.ToString());
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "an attribute name is missing")]
    [InlineData("shoeSize", "'shoeSize' is not an attribute of User")]
    [InlineData("userName ", "'userName ' is not an attribute of User")]
    [InlineData(".userName", "'.userName' is not an attribute of User")]
    [InlineData("name.", "'name' has no sub-attribute ''")]
    [InlineData("name.shoe", "'name' has no sub-attribute 'shoe'")]
    [InlineData("name.familyName.x", "'name' has no sub-attribute 'familyName.x'")]
    [InlineData("userName.value", "'userName' has no sub-attribute 'value'")]
    [InlineData("urn:x:userName", "'urn:x:userName' does not belong to a schema of User")]
    [InlineData(
        SchemaUrns.Group + ":displayName",
        "'" + SchemaUrns.Group + ":displayName' does not belong to a schema of User"
    )]
    [InlineData(
        "urn:ietf:params:scim:schemas:core:2.0:User:shoe",
        "'shoe' is not an attribute of urn:ietf:params:scim:schemas:core:2.0:User"
    )]
    [InlineData(
        "urn:ietf:params:scim:schemas:core:2.0:User:",
        "an attribute name is missing after urn:ietf:params:scim:schemas:core:2.0:User"
    )]
    [InlineData(EnterpriseUrn + ":userName", "'userName' is not an attribute of " + EnterpriseUrn)]
    [InlineData(EnterpriseUrn + ":id", "'id' is not an attribute of " + EnterpriseUrn)]
    [InlineData(EnterpriseUrn, "'" + EnterpriseUrn + "' is a schema, not an attribute")]
    [InlineData(MisspelledUrn, "'" + EnterpriseUrn + "' is a schema, not an attribute")]
    [InlineData("emails[type eq \"work\"]", "'emails[type eq \"work\"]' is not an attribute of User")]
    public void TryResolve_UnknownAttribute_IsNamed(string text, string expected)
    {
        Assert.False(
            PathResolver.TryResolve(BuiltInResourceTypes.User, text, out AttributePath? path, out string? problem)
        );
        Assert.Null(path);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void TryResolve_UrnThatBeginsWithAnotherUrn_MatchesTheLongest()
    {
        Assert.True(
            PathResolver.TryResolve(
                SampleResourceTypes.Device,
                SampleResourceTypes.LocationUrn + ":label",
                out AttributePath? path,
                out _
            )
        );
        Assert.Equal(SampleResourceTypes.LocationUrn, path.Schema.Id);
        Assert.True(
            PathResolver.TryResolve(
                SampleResourceTypes.Device,
                SampleResourceTypes.DeviceUrn + ":label",
                out path,
                out _
            )
        );
        Assert.Equal(SampleResourceTypes.DeviceUrn, path.Schema.Id);
    }

    [Fact]
    public void TryResolve_BareNameInCoreAndExtension_IsTheCoreAttribute()
    {
        Assert.True(PathResolver.TryResolve(SampleResourceTypes.Device, "label", out AttributePath? path, out _));
        Assert.Equal(SampleResourceTypes.DeviceUrn, path.Schema.Id);
    }

    [Fact]
    public void TryResolve_LongNameWithControlCharacter_IsSanitizedInMessage()
    {
        Assert.False(
            PathResolver.TryResolve(
                BuiltInResourceTypes.User,
                "\u0007" + new string('x', 5000),
                out _,
                out string? problem
            )
        );
        Assert.StartsWith("'?xxx", problem, StringComparison.Ordinal);
        Assert.True(problem.Length < 150);
    }

    [Theory]
    [InlineData(EnterpriseUrn, EnterpriseUrn)]
    [InlineData("URN:IETF:PARAMS:SCIM:SCHEMAS:EXTENSION:ENTERPRISE:2.0:USER", EnterpriseUrn)]
    [InlineData(MisspelledUrn, EnterpriseUrn)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User", SchemaUrns.User)]
    [InlineData(EnterpriseUrn + ":manager", null)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:Group", null)]
    [InlineData("userName", null)]
    [InlineData("", null)]
    public void TryResolveExtension_Text_IsTheSchemaWithThatUrn(string text, string? urn)
    {
        Assert.Equal(
            urn is not null,
            PathResolver.TryResolveExtension(BuiltInResourceTypes.User, text, out SchemaDefinition? extension)
        );
        Assert.Equal(urn, extension?.Id);
    }

    [Fact]
    public void TryResolveExtension_MisspelledUrnOnTypeWithoutTheExtension_IsUnknown() =>
        Assert.False(PathResolver.TryResolveExtension(BuiltInResourceTypes.Group, MisspelledUrn, out _));

    [Fact]
    public void TryResolve_AnyCharacters_NeverThrows() =>
        Gen.String.Sample(
            text =>
                PathResolver.TryResolve(BuiltInResourceTypes.User, text, out AttributePath? path, out string? problem)
                    == (path is not null)
                && problem is null == path is not null,
            iter: 10_000
        );

    [Fact]
    public void ToString_EveryPathOfEveryType_ResolvesToItself()
    {
        foreach (ResourceType type in TenantSchemas.Default.ResourceTypes.Append(SampleResourceTypes.Device))
        {
            foreach (AttributePath root in FilterGenerator.GetRootPaths(type))
            {
                foreach (
                    AttributePath path in root.Attribute.SubAttributes.Select(s => root with { Sub = s }).Prepend(root)
                )
                {
                    Assert.True(
                        PathResolver.TryResolve(type, path.ToString(), out AttributePath? found, out string? problem),
                        problem
                    );
                    Assert.Equal(path, found);
                }
            }
        }
    }
}
