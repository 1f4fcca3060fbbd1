using Scim.GrainInterfaces.Tenants;
using Scim.Grains.Sites;
using Scim.Grains.Tenants;
using Scim.Protocol.Errors;

namespace Scim.Grains.Tests.Tenants;

public sealed class RoleRulesTests
{
    // Roles are separated by vertical bars.
    public static TheoryData<string> AllowedRoles =>
        ["Viewer", "a|b b|Ç", new string('x', 64), string.Join('|', Enumerable.Range(0, 32))];

    public static TheoryData<string> RejectedRoles =>
        ["", "a|", " a", "a\u0001b", "Viewer|VIEWER", new string('x', 65), string.Join('|', Enumerable.Range(0, 33))];

    [Theory, MemberData(nameof(AllowedRoles))]
    public void ValidateRoles_OfAllowedList_ReturnsNoError(string roles) =>
        Assert.Null(ValidateRoles(roles.Split('|')));

    [Theory, MemberData(nameof(RejectedRoles))]
    public void ValidateRoles_OfInvalidList_NamesTheSetting(string roles) =>
        Assert.StartsWith("roles must", ValidateRoles(roles.Split('|'))!.Detail, StringComparison.Ordinal);

    [Fact]
    public void ValidateRoles_OfAnEmptyList_NamesTheSetting() =>
        Assert.StartsWith("roles must", ValidateRoles([])!.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("Editor", "Editor")]
    [InlineData(" editor ", "Editor")]
    [InlineData("edit", null)]
    [InlineData("", null)]
    public void FindRole_IgnoresCaseAndWhiteSpace(string name, string? found) =>
        Assert.Equal(found, SiteRules.FindRole(new TenantSettings().Roles, name));

    private static ScimError? ValidateRoles(string[] roles) =>
        RoleRules.ValidateRoles(new TenantSettings { Roles = roles });
}
