using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Sites;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Sites;

public sealed class RoleRulesTests
{
    // Roles are parted by bars.
    public static TheoryData<string> Allowed => ["Viewer", "a|b b|Ç", new string('x', 64), string.Join('|', Enumerable.Range(0, 32))];

    public static TheoryData<string> Refused =>
        ["", "a|", " a", "a\u0001b", "Viewer|VIEWER", new string('x', 65), string.Join('|', Enumerable.Range(0, 33))];

    [Theory, MemberData(nameof(Allowed))]
    public void Check_OfAListThatIsAllowed_SaysNothing(string roles) => Assert.Null(Check(roles.Split('|')));

    [Theory, MemberData(nameof(Refused))]
    public void Check_OfAListThatIsNot_NamesTheSetting(string roles) => Assert.StartsWith("roles must", Check(roles.Split('|'))!.Detail, StringComparison.Ordinal);

    [Fact]
    public void Check_OfAnEmptyList_NamesTheSetting() => Assert.StartsWith("roles must", Check([])!.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("Editor", "Editor")]
    [InlineData(" editor ", "Editor")]
    [InlineData("edit", null)]
    [InlineData("", null)]
    public void Role_ByAnySpelling_IsTheTenants(string asked, string? found) => Assert.Equal(found, SiteRules.Role(new TenantSettings().Roles, asked));

    private static ScimError? Check(string[] roles) => RoleRules.Check(new TenantSettings { Roles = roles });
}
