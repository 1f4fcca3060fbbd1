using Scim.Protocol.Schema;

namespace Scim.Protocol.Tests.Filters;

/// <summary>A resource type with every data type and some edge cases that users and groups do not cover.</summary>
public static class SampleResourceTypes
{
    public const string DeviceUrn = "urn:example:params:scim:schemas:2.0:Device";
    public const string LocationUrn = "urn:example:params:scim:schemas:2.0:Device:Location";

    public static ResourceType Device { get; } =
        new(
            "Device",
            "/Devices",
            "A device",
            new SchemaDefinition
            {
                Id = DeviceUrn,
                Attributes =
                [
                    new() { Name = "label", Required = true },
                    new() { Name = "serial", CaseExact = true },
                    new() { Name = "slots", Type = AttributeType.Integer },
                    new() { Name = "weight", Type = AttributeType.Decimal },
                    new() { Name = "bought", Type = AttributeType.DateTime },
                    new() { Name = "enabled", Type = AttributeType.Boolean },
                    new()
                    {
                        Name = "key",
                        Type = AttributeType.Binary,
                        CaseExact = true,
                    },
                    new()
                    {
                        Name = "manual",
                        Type = AttributeType.Reference,
                        CaseExact = true,
                        ReferenceTypes = ["external"],
                    },
                    new() { Name = "tags", MultiValued = true },
                    new()
                    {
                        Name = "readings",
                        Type = AttributeType.Decimal,
                        MultiValued = true,
                    },
                    new()
                    {
                        Name = "ports",
                        Type = AttributeType.Complex,
                        MultiValued = true,
                        SubAttributes =
                        [
                            new() { Name = "value", Type = AttributeType.Integer },
                            new() { Name = "name" },
                            new() { Name = "open", Type = AttributeType.Boolean },
                            new() { Name = "since", Type = AttributeType.DateTime },
                            new() { Name = "aliases", MultiValued = true },
                            new() { Name = "secret", Returned = Returned.Never },
                        ],
                    },
                    new()
                    {
                        Name = "pin",
                        CaseExact = true,
                        Mutability = Mutability.WriteOnly,
                        Returned = Returned.Never,
                    },
                ],
            },
            [
                new SchemaExtension(
                    new SchemaDefinition
                    {
                        Id = LocationUrn,
                        Attributes =
                        [
                            new() { Name = "room" },
                            new() { Name = "label" }, // also the name of a core attribute
                            new() { Name = "floor", Type = AttributeType.Integer },
                        ],
                    },
                    Required: false
                ),
            ]
        );
}
