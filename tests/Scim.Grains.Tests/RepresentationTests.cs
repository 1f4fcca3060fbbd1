using System.Runtime.InteropServices;
using System.Text;
using Scim.Grains.Representations;
using Scim.Protocol.Resources;
using Scim.Protocol.Schema;

namespace Scim.Grains.Tests;

public sealed class RepresentationTests
{
    [Fact]
    public void Create_OfUser_KeepsNoMoreMemoryThanItsBody()
    {
        ResourceType user = TenantSchemas.Default.FindByName("User")!;
        DateTimeOffset time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Representation created = Representation.Create(
            user,
            """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"ada"}"""u8,
            new ResourceMeta("User", time, time, "W/\"1\"", "https://scim.test/v2/Users/1"),
            Projection.GetDefault(user)
        );

        Assert.EndsWith(
            "\"lastModified\":\"2026-01-02T03:04:05.000Z\",\"location\":\"https://scim.test/v2/Users/1\","
                + "\"version\":\"W/\\u00221\\u0022\"}}",
            Encoding.UTF8.GetString(created.Body.Span)
        );
        Assert.True(MemoryMarshal.TryGetArray(created.Body, out ArraySegment<byte> segment));
        Assert.Equal(created.Body.Length, segment.Array!.Length);
    }
}
