using Scim.Protocol.Schema;
using Scim.Protocol.Tests.Filters;

namespace Scim.Protocol.Tests.Schema;

[Trait("rfc", "7643-6")]
public class TenantSchemasTests
{
    [Theory]
    [InlineData("User", "/Users")]
    [InlineData("user", "/Users")]
    [InlineData("GROUP", "/Groups")]
    [InlineData("Users", null)]
    public void FindByName_Name_IsTheTypeInAnyCase(string name, string? endpoint) =>
        Assert.Equal(endpoint, TenantSchemas.Default.FindByName(name)?.Endpoint);

    [Theory]
    [InlineData("Users", "User")]
    [InlineData("users", "User")]
    [InlineData("Groups", "Group")]
    [InlineData("/Users", null)]
    [InlineData("Schemas", null)]
    public void FindByEndpoint_Endpoint_IsTheTypeInAnyCase(string endpoint, string? name) =>
        Assert.Equal(name, TenantSchemas.Default.FindByEndpoint(endpoint)?.Name);

    [Fact]
    public void Default_User_HasTheEnterpriseExtensionOptional()
    {
        SchemaExtension extension = Assert.Single(TenantSchemas.Default.FindByName("User")!.Extensions);
        Assert.Equal(SchemaUrns.EnterpriseUser, extension.Schema.Id);
        Assert.False(extension.Required);
        Assert.Empty(TenantSchemas.Default.FindByName("Group")!.Extensions);
    }

    [Fact]
    public void Schemas_Default_ListsEachOnceTheResourcesFirst() =>
        Assert.Equal(
            [
                SchemaUrns.User,
                SchemaUrns.EnterpriseUser,
                SchemaUrns.Group,
                SchemaUrns.Schema,
                SchemaUrns.ResourceType,
                SchemaUrns.ServiceProviderConfig,
            ],
            TenantSchemas.Default.Schemas.Select(s => s.Id)
        );

    [Fact]
    public void Schemas_CustomResourceType_IsListed()
    {
        var tenant = new TenantSchemas([BuiltInResourceTypes.User, SampleResourceTypes.Device]);
        Assert.Same(SampleResourceTypes.Device, tenant.FindByEndpoint("devices"));
        Assert.NotNull(tenant.FindSchema(SampleResourceTypes.LocationUrn.ToUpperInvariant()));
        Assert.Null(tenant.FindSchema(SchemaUrns.Group));
    }
}
